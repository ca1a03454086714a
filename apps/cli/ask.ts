import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { PhaseProgress, RollbackReport, RollbackTarget } from '../../schemas/engagement.ts';
import type { ExceptionList } from '../../schemas/exceptions.ts';
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
import type { SpotCheckView } from '../../schemas/spot-check.ts';

interface Answers {
  preflight: PreflightReport;
  propose: ProposalReport;
  progress: PhaseProgress[];
  trace: Trace;
  rollback: RollbackReport;
  report: FinalReport;
  'export-documents': ExportedDocument[];
  exceptions: ExceptionList;
  'spot-check': SpotCheckView;
  audit: AuditReport;
  credits: OrgCredits[];
  'rollback-target': RollbackTarget;
}

/**
 * Sends a question to a worker; answering it changes nothing.
 *
 * @throws {WorkflowFailedError} with the worker's own message as its innermost cause
 */
export async function ask<Question extends SentInquiry>(
  client: Client,
  question: Question,
): Promise<Answers[Question['about']]> {
  return (await client.workflow.execute('inquiry', {
    workflowId: `inquiry/${question.about}/${randomUUID()}`,
    taskQueue: 'portage',
    args: [question],
    // A proposal reads the whole source.
    workflowExecutionTimeout: question.about === 'propose' ? '1 day' : '2 minutes',
    staticSummary: `Question: ${question.about}`,
  })) as Answers[Question['about']];
}
