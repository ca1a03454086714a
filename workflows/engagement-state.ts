import { condition, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { judgeSignOff, readSignOff, rolesFor } from '../domain/judge-sign-off.ts';
import type { EngagementState, EngagementStatus, Plan } from '../schemas/engagement.ts';
import type { Evidence, ReceivedSignOff, SignOff, Verdict } from '../schemas/sign-off.ts';
import { gateAttribute } from './attributes.ts';

/** What one engagement workflow remembers. */
export interface WorkflowState {
  status: EngagementStatus;
  /** Null until the engagement files are read. */
  plan: Plan | null;
  /** Received sign-offs that are not in the ledger yet. */
  unbooked: ReceivedSignOff[];
  /** The decision at the open gate. Null until a sign-off counts. */
  decision: SignOff['decision'] | null;
}

export function createState(): WorkflowState {
  return {
    plan: null,
    unbooked: [],
    decision: null,
    status: {
      engagement: workflowInfo().workflowId.replace(/^engagement\//, ''),
      state: 'running',
      step: 'opening',
      stepIsResult: false,
      gate: null,
      run: null,
      paused: false,
      lanes: 0,
      signOffs: [],
      reports: [],
      documents: [],
    },
  };
}

/** Sets the step and the state that the query `status` and the workflow's page in the Temporal UI show. */
export function setStep({ status }: WorkflowState, step: string, state: EngagementState = 'running'): void {
  status.step = step;
  status.stepIsResult = false;
  status.state = state;
  setCurrentDetails(`### ${step}\n\n${status.reports.map(reportLine).join('\n')}`);
}

/** Shows the result of a gate or a phase until the next step begins. */
export function showResult(state: WorkflowState, result: string): void {
  setStep(state, result);
  state.status.stepIsResult = true;
}

const reportLine = ({ environment, run, module, outcomes, identityClosed }: EngagementStatus['reports'][number]) =>
  `- ${environment}/${run} ${module}: ${outcomes.created} created, ${outcomes.updated} updated, ` +
  `${outcomes.merged} merged, ${outcomes.excluded} excluded, ${outcomes.rejected} rejected` +
  ` – ${identityClosed ? 'the counts agree' : '**the counts do not agree**'}`;

/**
 * Judges a sign-off and returns the verdict. Every sign-off is kept, whatever the verdict. Only the first one that counts
 * decides the gate.
 */
export function receiveSignOff(state: WorkflowState, sent: unknown): Verdict {
  const signOff = readSignOff(sent);
  const { status, plan, decision, unbooked } = state;
  const verdict: Verdict = !plan
    ? { counted: false, why: 'The engagement files are not read yet. Nothing was changed.' }
    : decision !== null
      ? { counted: false, why: `Gate ${status.gate?.gate} is already decided. Nothing was changed.` }
      : judgeSignOff(signOff, status.gate, plan);
  if (verdict.counted) state.decision = signOff.decision;
  const received: ReceivedSignOff = { signOff, verdict, at: new Date().toISOString() };
  status.signOffs.push(received);
  unbooked.push(received);
  return verdict;
}

/** Opens a gate with its evidence and waits for a sign-off that counts. There is no time limit. */
export async function waitAtGate(state: WorkflowState, plan: Plan, evidence: Evidence): Promise<SignOff['decision']> {
  const { status } = state;
  state.decision = null;
  status.gate = evidence;
  status.state = 'waiting at gate';
  status.documents = mergeDocuments(status.documents, evidence.documents);
  upsertSearchAttributes([{ key: gateAttribute, value: evidence.gate }]);
  setCurrentDetails(gateDetails(plan, evidence));
  await condition(() => state.decision !== null);
  const decision = state.decision as SignOff['decision'] | null;
  closeGate(state);
  showResult(state, `${evidence.gate}: ${decision}`);
  return decision ?? 'rejected';
}

export function closeGate(state: WorkflowState): void {
  state.status.gate = null;
  state.decision = null;
  upsertSearchAttributes([{ key: gateAttribute, value: null }]);
}

/** A new version of a document replaces the old one. */
function mergeDocuments(old: Evidence['documents'], added: Evidence['documents']): Evidence['documents'] {
  return [...old.filter(({ name }) => !added.some((one) => one.name === name)), ...added];
}

function gateDetails(plan: Plan, { gate, digest, summary, documents }: Evidence): string {
  const roles = rolesFor(plan, gate);
  const signOff = { gate, decision: 'approved', by: 'you@…', role: roles[0] ?? '', digest };
  return [
    `### Gate: ${gate}`,
    '',
    summary,
    '',
    `Evidence digest: \`${digest}\``,
    '',
    ...documents.map(({ name, path }) => `- ${name}: \`${path}\``),
    '',
    `**To sign** (${roles.join(' or ')}): send the signal \`signOff\` with`,
    '',
    '```json',
    JSON.stringify(signOff, null, 2),
    '```',
    '',
    'Decisions: `approved`, `changes-requested`, `rejected`.',
  ].join('\n');
}
