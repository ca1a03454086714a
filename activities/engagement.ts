import { activityInfo } from '@temporalio/activity';
import { storeSignOff } from '../connectors/ledger/sign-offs.ts';
import { EvidenceInput, NameRunInput, StartEngagement } from '../schemas/engagement.ts';
import { Inquiry } from '../schemas/inquiry.ts';
import type { Json } from '../schemas/json.ts';
import { EngagementRef } from '../schemas/refs.ts';
import type { ReceivedSignOff } from '../schemas/sign-off.ts';
import { answerInquiry } from '../steps/answer-inquiry.ts';
import { closeEngagement } from '../steps/final-report.ts';
import { gatherEvidence } from '../steps/gather-evidence.ts';
import { nameRun, openEngagement } from '../steps/open-engagement.ts';
import { preflight } from '../steps/preflight/preflight.ts';
import type { Ports } from '../steps/ports.ts';
import { onEngagement } from './on-engagement.ts';

/** Activities for an engagement as a whole and for its gates. */
export function engagementActivities(ports: Ports) {
  const on = onEngagement(ports);
  return {
    openEngagement: (input: StartEngagement) =>
      openEngagement(ports, StartEngagement.parse(input), activityInfo().workflowExecution?.workflowId ?? ''),
    preflight: on(EngagementRef, preflight),
    nameRun: (input: NameRunInput) => nameRun(ports, NameRunInput.parse(input)),
    gatherEvidence: on(EvidenceInput, gatherEvidence),
    // The histories of running workflows have the field `heard`.
    recordSignOff: ({ engagement, heard }: EngagementRef & { heard: ReceivedSignOff }) =>
      storeSignOff(ports.ledger, engagement, heard),
    close: on(EngagementRef, closeEngagement),
    answer: (question: Inquiry) => answerInquiry(ports, Inquiry.parse(question)) as Promise<Json>,
  };
}
