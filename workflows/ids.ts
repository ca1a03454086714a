import type { RunRef } from '../schemas/refs.ts';

/** Workflow id of a run; the first full load of an environment is simply `full`. */
export const migrationId = ({ engagement, environment, run }: RunRef): string =>
  `engagement/${engagement}/${environment}/${run === 'full-1' ? 'full' : run}`;
