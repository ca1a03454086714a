import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { CutoverPlan } from '../../schemas/cutover.ts';
import type { ExceptionList } from '../../schemas/exceptions.ts';
import type { RollbackReport, RollbackTarget, StayingRecords, StepProgress } from '../../schemas/engagement.ts';
import type { MatchList } from '../../schemas/match.ts';
import type { Erasure } from '../../schemas/erasure.ts';
import type { SentInquiry } from '../../schemas/inquiry.ts';
import type {
  AuditReport,
  ExportedDocument,
  FinalReport,
  OrgCredits,
  PreflightReport,
  ProposalReport,
  Trace,
} from '../../schemas/report.ts';
import type { SchemaState } from '../../schemas/schema-plan.ts';
import type { SpotCheckView } from '../../schemas/spot-check.ts';
import type { SupportReport } from '../../schemas/support.ts';

interface Answers {
  preflight: PreflightReport;
  propose: ProposalReport;
  progress: StepProgress[];
  trace: Trace;
  rollback: RollbackReport;
  report: FinalReport;
  'export-documents': ExportedDocument[];
  exceptions: ExceptionList;
  matches: MatchList;
  schema: SchemaState;
  'spot-check': SpotCheckView;
  cutover: CutoverPlan;
  audit: AuditReport;
  staying: StayingRecords[];
  support: SupportReport;
  credits: OrgCredits[];
  'rollback-target': RollbackTarget;
  erasure: Erasure;
}

/**
 * Sends a question to a worker; answering it changes nothing.
 *
 * @throws {WorkflowFailedError} with the worker's own message as its innermost cause
 */
export async function ask<Question extends SentInquiry>(
  client: Client,
  question: Question,
  timeout: '5 seconds' | '2 minutes' | '1 day' = '2 minutes',
): Promise<Answers[Question['about']]> {
  const workflowId = `inquiry/${question.about}/${randomUUID()}`;
  const answer = (await client.workflow.execute('inquiry', {
    workflowId,
    taskQueue: 'portage',
    args: [question],
    workflowExecutionTimeout: timeout,
    staticSummary: `Question: ${question.about}`,
  })) as Answers[Question['about']];
  await forget(client, workflowId);
  return answer;
}

/**
 * Deletes a question that was answered, so that questions don't fill the list of workflows. It stays until the namespace's
 * retention if it failed, or if this user may not delete it.
 */
async function forget({ workflowService, options: { namespace } }: Client, workflowId: string): Promise<void> {
  await workflowService
    .deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } })
    .catch(() => undefined);
}
