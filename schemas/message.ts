import type { z } from 'zod';

/** A longer message is refused unread. A sign-off with the longest comment is shorter. */
export const maxMessageLength = 10_000;

export type MessageSchema<Value> = z.ZodType<Value>;
export type ReadMessage<Value> = { ok: true; value: Value } | { ok: false; why: string };

/**
 * Reads a message, which must have exactly one argument that fits the schema. People and other programs can send any JSON.
 *
 * @returns the value, or `why`: what is wrong, without any value of the message
 */
export function readMessage<Value>(schema: MessageSchema<Value>, args: unknown[]): ReadMessage<Value> {
  const refused = (why: string) => ({ ok: false, why: `${why} Nothing was changed.` }) as const;
  if (args.length !== 1) return refused(`The message has ${args.length} arguments, but it needs exactly one.`);
  const length = JSON.stringify(args[0])?.length ?? 0;
  if (length > maxMessageLength) {
    return refused(`The message has ${length} characters, but at most ${maxMessageLength} are allowed.`);
  }
  const parsed = schema.safeParse(args[0]);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues.slice(0, 3).map(({ path, message }) => {
    const place = path.join('.');
    return place === '' ? message : `${place}: ${message}`;
  });
  return refused(`The message is not valid: ${problems.join('; ').slice(0, 400)}.`);
}
