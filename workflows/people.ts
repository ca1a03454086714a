import {
  ApplicationFailure,
  type CancellationScope,
  getExternalWorkflowHandle,
  setHandler,
} from '@temporalio/workflow';
import type { RollbackRequest } from '../schemas/engagement.ts';
import { hear, type Desk } from './desk.ts';
import { migrationId } from './ids.ts';
import * as messages from './messages.ts';

/** Sets the handlers by which people talk to an engagement; what they change is told to the migration under way. */
export function answerPeople(
  desk: Desk,
  scope: CancellationScope,
  requests: { rollback: RollbackRequest | null },
): void {
  const tellRun = async () => {
    const { run, paused, lanes } = desk.status;
    if (!run) return;
    await getExternalWorkflowHandle(migrationId(run)).signal(messages.control, { paused, lanes });
  };
  setHandler(messages.status, () => desk.status, { description: 'What is going on, and which gate waits' });
  setHandler(messages.signOffSignal, (signOff) => void hear(desk, signOff), { description: 'Sign the open gate' });
  setHandler(messages.signOffUpdate, (signOff) => hear(desk, signOff), {
    description: 'Sign the open gate, with an answer',
  });
  setHandler(messages.pause, async () => {
    desk.status.paused = true;
    await tellRun();
    return 'Paused: calls under way end and are booked, then nothing is sent until resume.';
  });
  setHandler(messages.resume, async () => {
    desk.status.paused = false;
    await tellRun();
    return 'Resumed.';
  });
  setHandler(
    messages.setLanes,
    async (lanes) => {
      desk.status.lanes = lanes;
      await tellRun();
      return `${lanes} lanes from now on.`;
    },
    {
      validator: (lanes) => {
        if (!Number.isInteger(lanes) || lanes < 1 || lanes > 10) {
          throw ApplicationFailure.nonRetryable(
            'Lanes must be a whole number from 1 to 10. Nothing was changed.',
            'BadRequest',
          );
        }
      },
    },
  );
  setHandler(
    messages.rollBack,
    (request) => {
      requests.rollback = request;
      scope.cancel();
      return `Rolling ${request.environment} back; the engagement ends with that.`;
    },
    {
      validator: ({ environment }) => {
        if (environment !== 'sandbox' && environment !== 'production') {
          throw ApplicationFailure.nonRetryable(
            'environment must be sandbox or production. Nothing was changed.',
            'BadRequest',
          );
        }
      },
    },
  );
}
