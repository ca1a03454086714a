import { log, setDefaultSignalHandler } from '@temporalio/workflow';
import { readMessage, type MessageSchema } from '../schemas/message.ts';
import type { RefusedMessage } from '../schemas/sign-off.ts';

/** Number of refused messages that are kept. */
const kept = 20;

/** Adds a refused message to the list and to the log. */
export function refuse(refused: RefusedMessage[], message: string, why: string): void {
  log.warn('message refused', { message, why });
  refused.push({ message: message.slice(0, 100), why, at: new Date().toISOString() });
  if (refused.length > kept) refused.shift();
}

/** A signal handler that passes valid messages on, and lists the others as refused. */
export function reading<Value>(
  refused: RefusedMessage[],
  { name }: { name: string },
  schema: MessageSchema<Value>,
  handle: (value: Value) => void,
): (...args: unknown[]) => void {
  return (...args) => {
    const message = readMessage(schema, args);
    if (message.ok) handle(message.value);
    else refuse(refused, name, message.why);
  };
}

/**
 * Lists signals that have no handler as refused. Otherwise Temporal keeps them for a handler that never comes. Call it after
 * all handlers are set, because it takes the signals that came before.
 */
export function refuseUnknownSignals(refused: RefusedMessage[]): void {
  setDefaultSignalHandler((name) => refuse(refused, name, 'There is no such signal. Nothing was changed.'));
}
