import type { CutoverStepId, FollowedStep } from '../../schemas/cutover.ts';
import { minutesTaken } from '../cutover/follow.ts';
import { table, type Cell } from './markdown.ts';

/** The steps in a word or two, for lists that have no room for what they say. */
export const stepNames: Record<CutoverStepId, string> = {
  freeze: 'Freeze of the source',
  privileges: 'Privileges to write',
  'quiet-check': 'Quiet check',
  extraction: 'Extraction',
  delta: 'Delta',
  handoff: 'Snapshot and handoff',
  'go-live': 'Go or no-go',
  locking: 'Lock of the history',
  rights: 'Rights of the user of the load',
  switch: 'Switch to Zoho',
  acceptance: 'Acceptance',
};

export const followedHead = ['Step', 'State', 'Expected minutes', 'Minutes', 'Started', 'Ended'];

/** The steps of a cutover with their state and times. */
export const followedRows = (steps: readonly FollowedStep[]): Cell[][] =>
  steps.map((step) => [
    ...[stepNames[step.id], step.state, text(step.expectedMinutes), text(minutesTaken(step))],
    ...[momentOf(step.started), momentOf(step.ended)],
  ]);

export const followedTable = (steps: readonly FollowedStep[]): string => table(followedHead, followedRows(steps));

const text = (value: number | null): string => (value === null ? '' : String(value));
const momentOf = (iso: string | null): string => (iso === null ? '' : `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`);
