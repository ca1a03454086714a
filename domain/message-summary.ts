import { readMessage, type MessageSchema } from '../schemas/message.ts';

/** What the messages of people say, as far as they have it. */
interface Stated {
  by: string;
  role: string;
  gate?: string;
  environment?: string;
  decision?: string;
}

/** Temporal limits summaries; see `summary` in its activity options. */
const maxBytes = 200;

/**
 * Who wants what, in one line for the Temporal UI: `Sign-off: scope approved by ada@customer.example (sponsor)`. Temporal keeps
 * no summary of a signal or an update, so the activity that judges it has it.
 */
export function messageSummary(what: string, schema: MessageSchema<Stated>, args: unknown[]): string {
  const message = readMessage(schema, args);
  if (!message.ok) return `${what} that can't be read`;
  const { by, role, gate, environment, decision } = message.value;
  const about = [gate ?? environment, decision].filter((part) => part !== undefined).join(' ');
  const line = `${what}: ${about === '' ? '' : `${about} `}by ${by} (${role})`;
  return cut(line.replace(/\p{C}+/gu, ' '));
}

function cut(line: string): string {
  let bytes = 0;
  let kept = '';
  for (const char of line) {
    const code = char.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > maxBytes) return kept;
    kept += char;
  }
  return kept;
}
