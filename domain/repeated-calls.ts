import type { RepeatedCall } from '../schemas/run-messages.ts';

/** What the Temporal UI says about calls that fail and are repeated; empty without any. Equal calls are one line. */
export function repeatedText(calls: readonly RepeatedCall[]): string {
  if (calls.length === 0) return '';
  const groups = new Map<string, { count: number; since: string }>();
  for (const { call, reason, since } of calls) {
    const text = `${call}: ${reason}`;
    const group = groups.get(text) ?? { count: 0, since };
    groups.set(text, { count: group.count + 1, since: since < group.since ? since : group.since });
  }
  const lines = [...groups].map(([text, { count, since }]) => {
    const number = count > 1 ? `${count} calls, ` : '';
    return `- ${number}since ${since.slice(0, 10)} ${since.slice(11, 19)} UTC: ${text}`;
  });
  return [
    '**Calls that failed and are repeated**',
    '',
    ...lines,
    '',
    '`portage status` and *Pending Activities* of the running workflow show the next attempt.',
  ].join('\n');
}
