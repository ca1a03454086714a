import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

const workflowIdForm = /^engagement\/([^/]+)(?:\/(sandbox|production)\/([^/]+)(?:\/([^/]+))?)?$/;

/** Engagement, environment, run and module in the id of a workflow; nothing for the id of another kind of workflow. */
export function placeOf(workflowId: unknown): Record<string, string> {
  const [, engagement, environment, name, module] = workflowIdForm.exec(String(workflowId)) ?? [];
  return {
    ...(engagement && { engagement }),
    ...(environment && { environment }),
    ...(name && name !== 'rollback' && { run: name === 'full' ? 'full-1' : name }),
    ...(module && { module }),
  };
}

const inputFields = ['engagement', 'environment', 'run', 'module', 'pass', 'staging', 'gate', 'about'] as const;

/** What an activity works on, from its input. Lanes are numbered from 1, as in the Temporal UI. */
function inputPlace(input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null) return {};
  const given = input as Record<string, unknown>;
  return {
    ...Object.fromEntries(
      inputFields.filter((name) => typeof given[name] === 'string').map((name) => [name, given[name]]),
    ),
    ...(typeof given['lane'] === 'number' && { lane: given['lane'] + 1 }),
  };
}

/** Name of the counter of failed calls in Temporal's endpoint. Its label `kind` is a type of `activities/failures.ts`. */
export const failedCalls = 'portage_failed_calls';

const kindOf = (error: unknown): string =>
  error instanceof CancelledFailure
    ? 'Cancelled'
    : error instanceof ApplicationFailure
      ? (error.type ?? 'unknown')
      : 'unknown';

/** Logs the end of each activity, counts its failures by kind, and adds to each of its log lines what it works on. Failures are logged by Temporal. */
export const correlateActivities: ActivityInterceptorsFactory = ({ log, info, metricMeter }) => {
  let place: Record<string, unknown> = {};
  return {
    inbound: {
      async execute(input, next) {
        const startedAt = Date.now();
        place = inputPlace(input.args[0]);
        const result = await next(input).catch((error: unknown) => {
          metricMeter.createCounter(failedCalls, '1', 'Calls that failed').add(1, { kind: kindOf(error) });
          throw error;
        });
        // The command line asks every second while it shows progress.
        log[info.activityType === 'answer' ? 'debug' : 'info']('done', { ms: Date.now() - startedAt });
        return result;
      },
    },
    outbound: { getLogAttributes: (input, next) => ({ ...next(input), ...place }) },
  };
};
