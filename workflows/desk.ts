import { condition, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { judgeSignOff, rolesFor } from '../domain/judge-sign-off.ts';
import type { EngagementState, EngagementStatus, Plan } from '../schemas/engagement.ts';
import type { Evidence, ReceivedSignOff, SignOff, Verdict } from '../schemas/sign-off.ts';
import { gateAttribute } from './attributes.ts';

/** The state of one engagement: what is going on, which gate is open, who signed what. */
export interface Desk {
  status: EngagementStatus;
  plan: Plan | null;
  /** Sign-offs that were heard and are not yet in the ledger. */
  unrecorded: ReceivedSignOff[];
  /** The decision that the open gate waits for. */
  decision: SignOff['decision'] | null;
}

export function openDesk(): Desk {
  return {
    plan: null,
    unrecorded: [],
    decision: null,
    status: {
      engagement: workflowInfo().workflowId.replace(/^engagement\//, ''),
      state: 'running',
      step: 'opening',
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

/** Says what is going on, for the query and for the page of the workflow in the Temporal UI. */
export function enter(desk: Desk, step: string, state: EngagementState = 'running'): void {
  desk.status.step = step;
  desk.status.state = state;
  setCurrentDetails(`### ${step}\n\n${desk.status.reports.map(reportLine).join('\n')}`);
}

const reportLine = ({ environment, run, module, outcomes, identityClosed }: EngagementStatus['reports'][number]) =>
  `- ${environment}/${run} ${module}: ${outcomes.created} created, ${outcomes.updated} updated, ` +
  `${outcomes.merged} merged, ${outcomes.excluded} excluded, ${outcomes.rejected} rejected` +
  ` – ${identityClosed ? 'closes' : '**does not close**'}`;

/** Judges a sign-off, keeps it whatever the verdict, and answers. The same sign-off at a gate already decided changes nothing. */
export function hear(desk: Desk, signOff: SignOff): Verdict {
  const verdict: Verdict = !desk.plan
    ? { counted: false, why: 'The engagement is still being opened. Nothing was changed.' }
    : desk.decision !== null
      ? { counted: false, why: `Gate ${desk.status.gate?.gate} is already decided. Nothing was changed.` }
      : judgeSignOff(signOff, desk.status.gate, desk.plan);
  if (verdict.counted) desk.decision = signOff.decision;
  const heard: ReceivedSignOff = { signOff, verdict, at: new Date().toISOString() };
  desk.status.signOffs.push(heard);
  desk.unrecorded.push(heard);
  return verdict;
}

/** Opens a gate with its evidence and waits for a sign-off that counts, however many days it takes. */
export async function waitAtGate(desk: Desk, plan: Plan, evidence: Evidence): Promise<SignOff['decision']> {
  desk.decision = null;
  desk.status.gate = evidence;
  desk.status.state = 'waiting at gate';
  desk.status.documents = mergeDocuments(desk.status.documents, evidence.documents);
  upsertSearchAttributes([{ key: gateAttribute, value: evidence.gate }]);
  setCurrentDetails(gateText(plan, evidence));
  await condition(() => desk.decision !== null);
  const decision = desk.decision as SignOff['decision'] | null;
  leaveGate(desk);
  enter(desk, `${evidence.gate}: ${decision}`);
  return decision ?? 'rejected';
}

export function leaveGate(desk: Desk): void {
  desk.status.gate = null;
  desk.decision = null;
  upsertSearchAttributes([{ key: gateAttribute, value: null }]);
}

function mergeDocuments(known: Evidence['documents'], more: Evidence['documents']): Evidence['documents'] {
  return [...known.filter((old) => !more.some((one) => one.name === old.name)), ...more];
}

function gateText(plan: Plan, { gate, digest, summary, documents }: Evidence): string {
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
