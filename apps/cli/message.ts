import type { z } from 'zod';
import { wrongUse } from './failure.ts';

/**
 * A message that a command makes of its options.
 *
 * @throws {CliError} that names the first part that is wrong
 */
export function parseMessage<Value>(schema: z.ZodType<Value>, draft: object, name: string): Value {
  const parsed = schema.safeParse(draft);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrongUse(`The ${name}'s ${issue?.path.join('.')} is wrong: ${issue?.message}.`);
}
