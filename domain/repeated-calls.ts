import type { RepeatedCall } from '../schemas/run-messages.ts';

/** What the Temporal UI says about calls that fail and are repeated; empty without any. Equal calls are one line. */
export function repeatedText(calls: readonly RepeatedCall[]): string {
  if (calls.length === 0) return '';
  const groups = new Map<string, RepeatedCall[]>();
  for (const one of calls) {
    const key = `${one.call}: ${one.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const lines = [...groups].map(([text, same]) => {
    const since = same.map((one) => one.since).sort()[0] ?? '';
    const count = same.length > 1 ? `${same.length} calls, ` : '';
    return `- ${count}since ${since.slice(0, 10)} ${since.slice(11, 19)} UTC: ${text}`;
  });
  return [
    '**Calls that failed and are repeated**',
    '',
    ...lines,
    '',
    '`portage status` and *Pending Activities* of the running workflow show the next attempt.',
  ].join('\n');
}
