import type { z } from 'zod';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import type { EngagementRef } from '../schemas/refs.ts';
import type { Ports, StoredEngagement } from '../steps/ports.ts';

type Step<Input, Output> = (ports: Ports, stored: StoredEngagement, input: Input) => Promise<Output>;

/** Turns a step of one engagement into an activity that parses its input and reads the engagement from the ledger. */
export const onEngagement =
  (ports: Ports) =>
  <Input extends EngagementRef, Output>(schema: z.ZodType<Input>, step: Step<Input, Output>) =>
  async (input: Input): Promise<Output> => {
    const parsed = schema.parse(input);
    return step(ports, await readEngagement(ports.ledger, parsed.engagement), parsed);
  };
