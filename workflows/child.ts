import { condition, isCancellation, log, startChild, type ChildWorkflowOptions } from '@temporalio/workflow';
import type { SignalDefinition } from '@temporalio/common';
import type { Control } from '../schemas/run-messages.ts';
import * as messages from './messages.ts';

export interface Child<Result> {
  workflowId: string;
  signal: <Args extends unknown[]>(signal: SignalDefinition<Args>, ...args: Args) => Promise<void>;
  result: Promise<Result>;
}

/**
 * A running child that always has the sender's newest `control`: the child gets it at its start, and with every change.
 * The child is signalled only after it has started; a signal to a child that has ended is dropped. So a change can come at
 * any moment, is never lost and never fails the sender.
 *
 * @param control what people set now; it is read again after every change
 * @param inputOf the child's input with the control at its start
 */
export async function startControlled<Input, Result>(
  type: (input: Input) => Promise<Result>,
  control: () => Control,
  inputOf: (now: Control) => Input,
  options: Omit<ChildWorkflowOptions, 'args'>,
): Promise<Child<Result>> {
  let sent = control();
  // The compiler can't work out the arguments of a generic workflow.
  const handle = await startChild<typeof type>(type, { ...options, args: [inputOf(sent)] } as never);
  let ended = false;
  const forward = async () => {
    for (;;) {
      await condition(() => ended || !isSame(sent, control()));
      if (ended) return;
      sent = control();
      await deliver(handle.signal(messages.control, sent), handle.workflowId);
    }
  };
  // It ends with the child. A cancellation of the sender cancels the child, which then needs no control.
  const forwarding = forward().catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });
  const wait = async () => {
    try {
      return await handle.result();
    } finally {
      ended = true;
      await forwarding;
    }
  };
  return { workflowId: handle.workflowId, signal: (signal, ...args) => handle.signal(signal, ...args), result: wait() };
}

/** Waits until a signal is sent. A signal to a workflow that has ended is dropped and logged: the receiver needs it no longer. */
export async function deliver(sending: Promise<void>, receiver: string): Promise<void> {
  try {
    await sending;
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('signal dropped', { receiver, why: error instanceof Error ? error.message : String(error) });
  }
}

const isSame = (one: Control, other: Control) => one.paused === other.paused && one.lanes === other.lanes;
