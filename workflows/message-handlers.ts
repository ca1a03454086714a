import {
  ApplicationFailure,
  type CancellationScope,
  getExternalWorkflowHandle,
  setHandler,
} from '@temporalio/workflow';
import type { RollbackRequest } from '../schemas/engagement.ts';
import { receiveSignOff, type WorkflowState } from './engagement-state.ts';
import { migrationId } from './ids.ts';
import * as messages from './messages.ts';

/**
 * Sets the handlers of the messages that people send to an engagement. A change of pause or lanes is forwarded to the
 * running migration. A rollback request is stored in `requests` and cancels `scope`.
 */
export function setMessageHandlers(
  state: WorkflowState,
  scope: CancellationScope,
  requests: { rollback: RollbackRequest | null },
): void {
  const forwardControl = async () => {
    const { run, paused, lanes } = state.status;
    if (!run) return;
    await getExternalWorkflowHandle(migrationId(run)).signal(messages.control, { paused, lanes });
  };
  setHandler(messages.status, () => state.status, { description: 'State, step and open gate of the engagement' });
  setHandler(messages.signOffSignal, (signOff) => void receiveSignOff(state, signOff), {
    description: 'Sign the open gate',
  });
  setHandler(messages.signOffUpdate, (signOff) => receiveSignOff(state, signOff), {
    description: 'Sign the open gate, with an answer',
  });
  setHandler(messages.pause, async () => {
    state.status.paused = true;
    await forwardControl();
    return 'Paused. Running calls finish and are booked; nothing more is sent until you resume.';
  });
  setHandler(messages.resume, async () => {
    state.status.paused = false;
    await forwardControl();
    return 'Resumed.';
  });
  setHandler(
    messages.setLanes,
    async (lanes) => {
      state.status.lanes = lanes;
      await forwardControl();
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
      return `Rolling back ${request.environment}. The engagement ends afterwards.`;
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
