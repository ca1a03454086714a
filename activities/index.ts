import { closingActivities } from './closing.ts';
import { discoveryActivities } from './discovery.ts';
import { evidenceActivities } from './evidence.ts';
import { extractionActivities } from './extraction.ts';
import { withFailures } from './failures.ts';
import { handoffActivities } from './handoff.ts';
import { inquiryActivities } from './inquiry.ts';
import { laneActivities } from './lanes.ts';
import { openingActivities } from './opening.ts';
import { phaseActivities } from './phases.ts';
import type { Ports } from './ports.ts';
import { preflightActivities } from './preflight.ts';
import { rollbackActivities } from './rollback.ts';
import { schemaActivities } from './schema.ts';
import { transformationActivities } from './transformation.ts';
import { verificationActivities } from './verification.ts';

/** All activities; which of them a worker runs is decided by the task queues that it serves. */
export function createActivities(ports: Ports) {
  return withFailures({
    ...openingActivities(ports),
    ...preflightActivities(ports),
    ...discoveryActivities(ports),
    ...extractionActivities(ports),
    ...transformationActivities(ports),
    ...schemaActivities(ports),
    ...laneActivities(ports),
    ...phaseActivities(ports),
    ...verificationActivities(ports),
    ...handoffActivities(ports),
    ...rollbackActivities(ports),
    ...evidenceActivities(ports),
    ...closingActivities(ports),
    ...inquiryActivities(ports),
  });
}

export type Activities = ReturnType<typeof createActivities>;
