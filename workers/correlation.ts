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

/** Logs the end of each activity, and adds to each of its log lines what it works on. Failures are logged by Temporal. */
export const correlateActivities: ActivityInterceptorsFactory = ({ log, info }) => {
  let place: Record<string, unknown> = {};
  return {
    inbound: {
      async execute(input, next) {
        const startedAt = Date.now();
        place = inputPlace(input.args[0]);
        const result = await next(input);
        // The command line asks every second while it shows progress.
        log[info.activityType === 'answer' ? 'debug' : 'info']('done', { ms: Date.now() - startedAt });
        return result;
      },
    },
    outbound: { getLogAttributes: (input, next) => ({ ...next(input), ...place }) },
  };
};
