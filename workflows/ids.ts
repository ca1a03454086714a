import type { RunRef } from '../schemas/refs.ts';

/** Workflow id of a run. The first full load of an environment is `full`; every other run has its own name. */
export const migrationId = ({ engagement, environment, run }: RunRef): string =>
  `engagement/${engagement}/${environment}/${run === 'full-1' ? 'full' : run}`;
