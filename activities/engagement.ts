import { cancellationSignal } from '@temporalio/activity';
import {
  ActInput,
  EvidenceInput,
  LockInput,
  NameRunInput,
  NoticeInput,
  OpenInput,
  RequestInput,
  RetryInput,
  RevocationInput,
  SignOffInput,
} from '../schemas/engagement.ts';
import { DryRunInput, RightsInput, SwitchNotice } from '../schemas/cutover.ts';
import { Inquiry } from '../schemas/inquiry.ts';
import type { Json } from '../schemas/json.ts';
import { EngagementRef } from '../schemas/refs.ts';
import { answerInquiry } from '../steps/answer-inquiry.ts';
import { endCancelled } from '../steps/cancel.ts';
import { judgeDryRun, writeDryRun } from '../steps/dry-run.ts';
import { closeEngagement } from '../steps/final-report.ts';
import { prepareGoLive } from '../steps/go-live.ts';
import { lockHistory } from '../steps/lock-history.ts';
import { gatherEvidence } from '../steps/gather-evidence.ts';
import { decideExceptions, decideMatches, finishSpotCheck, judgeSpotRecord } from '../steps/judge-act.ts';
import { judgeCancelRequest, judgeRevocation, judgeRollbackRequest, judgeSignOff } from '../steps/judge-message.ts';
import { nameRun, openEngagement } from '../steps/open-engagement.ts';
import { preflight } from '../steps/preflight/preflight.ts';
import { judgeRetry } from '../steps/retry.ts';
import { sendMailNotice, sendWebhookNotices } from '../steps/send-notices.ts';
import { sendSwitchMail, sendSwitchWebhooks } from '../steps/send-switch-notice.ts';
import { checkRights } from '../steps/switch-rights.ts';
import type { Ports } from '../steps/ports.ts';
import { purge } from '../steps/purge.ts';
import { isRunning } from './is-running.ts';
import { onEngagement } from './on-engagement.ts';

/** Activities for an engagement as a whole and for its gates. */
export function engagementActivities(ports: Ports) {
  const on = onEngagement(ports);
  return {
    openEngagement: (input: OpenInput) => openEngagement(ports, OpenInput.parse(input)),
    preflight: on(EngagementRef, preflight),
    nameRun: (input: NameRunInput) => nameRun(ports, NameRunInput.parse(input)),
    gatherEvidence: on(EvidenceInput, gatherEvidence),
    judgeSignOff: on(SignOffInput, judgeSignOff),
    judgeRevocation: on(RevocationInput, judgeRevocation),
    decideExceptions: on(ActInput, decideExceptions),
    decideMatches: on(ActInput, decideMatches),
    judgeSpotRecord: on(ActInput, judgeSpotRecord),
    finishSpotCheck: on(ActInput, finishSpotCheck),
    judgeRetry: on(RetryInput, judgeRetry),
    judgeRollbackRequest: on(RequestInput, judgeRollbackRequest),
    judgeCancelRequest: on(RequestInput, judgeCancelRequest),
    endCancelled: on(EngagementRef, endCancelled),
    sendMailNotice: on(NoticeInput, sendMailNotice),
    sendWebhookNotices: on(NoticeInput, sendWebhookNotices),
    prepareGoLive: on(EngagementRef, prepareGoLive),
    lockHistory: on(LockInput, lockHistory),
    checkRights: on(RightsInput, checkRights),
    sendSwitchMail: on(SwitchNotice, sendSwitchMail),
    sendSwitchWebhooks: on(SwitchNotice, sendSwitchWebhooks),
    judgeDryRun: on(RequestInput, judgeDryRun),
    writeDryRun: on(DryRunInput, writeDryRun),
    close: on(EngagementRef, closeEngagement),
    purge: on(EngagementRef, async (_, stored, { engagement }) => purge(ports, stored, await isRunning(engagement))),
    answer: (question: Inquiry) =>
      answerInquiry(ports, Inquiry.parse(question), cancellationSignal(), isRunning) as Promise<Json>,
  };
}
