import type { Fault } from '../schedule.ts';
import type { Site } from '../site.ts';

/**
 * Carries out one fault.
 *
 * @throws Missed if there is nothing that it could happen to
 */
export type Carrier = (site: Site, fault: Fault) => Promise<void>;

/** A fault that could not be carried out, with the reason. */
export class Missed extends Error {}

/** An item of a list, by the fault's number from 0 up to 1. */
export const picked = <T>(items: readonly T[], pick: number): T | undefined => items[Math.floor(pick * items.length)];
