import { cancellationSignal } from '@temporalio/activity';
import { LaneInput, ReopenInput, TransformInput } from '../schemas/engagement.ts';
import { EnvironmentRef, PassRef, PhaseRef, ReportRef, RunRef } from '../schemas/refs.ts';
import { applySchema } from '../steps/schema/apply.ts';
import { loadLane } from '../steps/load/load-lane.ts';
import { beginPhase, endPass, endRun, hasRecords, readPassProgress, reopenPhase, reportPhase } from '../steps/phase.ts';
import type { Ports } from '../steps/ports.ts';
import { reopenRecords } from '../steps/retry.ts';
import { drawSpotCheck } from '../steps/spot-check/draw.ts';
import { applyApproved } from '../steps/schema/apply-approved.ts';
import { measureSchema } from '../steps/schema/measure.ts';
import { survey } from '../steps/survey.ts';
import { transform } from '../steps/transform/transform.ts';
import { verifyModule } from '../steps/verify/verify-module.ts';
import { onEngagement } from './on-engagement.ts';

/** Activities of one load of one environment. */
export function loadActivities(ports: Ports) {
  const on = onEngagement(ports);
  return {
    survey: on(RunRef, survey),
    transform: on(TransformInput, (_, stored, input) =>
      transform(ports, stored, input, undefined, cancellationSignal()),
    ),
    applySchema: on(RunRef, applySchema),
    hasRecords: (input: RunRef) => hasRecords(ports, RunRef.parse(input)),
    applyApprovedSchema: on(EnvironmentRef, applyApproved),
    measureSchema: on(EnvironmentRef, measureSchema),
    beginPhase: on(PhaseRef, beginPhase),
    loadLane: on(LaneInput, (_, stored, input) => loadLane(ports, stored, input, cancellationSignal())),
    // The histories of running workflows have this name.
    lookAtPass: (input: PassRef) => readPassProgress(ports, PassRef.parse(input)),
    endPass: (input: PassRef) => endPass(ports, PassRef.parse(input)),
    reopenPhase: (input: PhaseRef) => reopenPhase(ports, PhaseRef.parse(input)),
    reopenRecords: (input: ReopenInput) => reopenRecords(ports, ReopenInput.parse(input)),
    reportPhase: on(ReportRef, reportPhase),
    verifyModule: on(PhaseRef, (_, stored, input) => verifyModule(ports, stored, input, cancellationSignal())),
    drawSpotCheck: on(RunRef, (_, stored, input) => drawSpotCheck(ports, stored, input, cancellationSignal())),
    endRun: (input: RunRef) => endRun(ports, RunRef.parse(input)),
  };
}
