import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { Retry } from '../schemas/exceptions.ts';
import { rollbackVerdict } from '../domain/documents/rollback.ts';
import { followedTable } from '../domain/documents/cutover-steps.ts';
import { repeatedText } from '../domain/repeated-calls.ts';
import { liveReports } from '../domain/rollback-report.ts';
import type { EngagementState, EngagementStatus, Plan, RollbackReport } from '../schemas/engagement.ts';
import type { RunRef } from '../schemas/refs.ts';
import type { PhaseQuestion, RepeatedCall } from '../schemas/run-messages.ts';
import type { CancelRequest, Decision, Evidence, GateRef, RollbackRequest } from '../schemas/sign-off.ts';
import type { Environment, Gate } from '../schemas/terms.ts';
import type { Place } from './questions.ts';

/** The place of an engagement in its process. It is carried along when the workflow continues as new. */
export interface Progress {
  /** Name of the next step in `engagement-steps.ts`. */
  next: string;
  /** Name and content digest of the newest extraction. */
  staging: { name: string; digest: string } | null;
  /** The run that is being loaded. It stays after a failure, so that the same run is continued. */
  run: RunRef | null;
  /** The newest complete run of each environment. */
  loaded: Record<Environment, RunRef | null>;
  /** The decision at the gate `rehearsal`. */
  rehearsal: Decision | null;
  /** A run that waits at an exception gate without a workflow of its own: its question, and where it goes on. */
  parked?: { question: PhaseQuestion; place: Place } | null;
  /** Why the last step failed, while people decide whether it runs again. */
  failure?: string | null;
  /** What the last rollback left, while people decide whether it runs again. */
  unrestored?: string | null;
  /** What runs that began under earlier code could not lock, or is not known to be. Null or absent: nothing, or not tried. */
  unlocked?: string | null;
  /** What the current step of the switch or of the fallback could not do, while people decide. Null or absent: nothing, or not tried. */
  undone?: string | null;
  /** Since when owners and contacts are told of the switch, ISO 8601. Null or absent: they are not, or the cutover was called off. */
  switchedAt?: string | null;
  /** Where and when the cutover was called off, until everything is as before the freeze. */
  calledOff?: { gate: Gate; at: string } | null;
  /**
   * Dry runs of the cutover since the newest rehearsal: whether another one is asked for, and, in runs that began under earlier code,
   * their number. `before` is what the rehearsal had loaded, while one is under way. Absent: there was none.
   */
  dryRun?: {
    number?: number;
    isRequested: boolean;
    before: (Pick<Progress, 'staging'> & { run: RunRef | null }) | null;
  };
  /** Exceptions that are loaded again: whether they are pending already, and the step that waits at its gate afterwards. */
  retry?: (Retry & { isReopened: boolean; back: string }) | null;
  /** What people have to know of a cutover that ended with the engagement. Empty or absent: nothing. */
  endRemark?: string;
  /** Exceptions whose load a no-go interrupted. They are loaded before the next delta. */
  interrupted?: Progress['retry'];
  /**
   * The watch of the source after the freeze: its number, and the question while people decide about a source that is not
   * still. Absent before the first one.
   */
  quiet?: { watch: number; question: string | null };
  /** The loaded deltas since people last decided to go on. `next`: number of the next delta, in runs that began under earlier code. */
  delta: { next?: number; sinceDecision: number };
  /** Extractions of each kind that were begun. Absent in runs that began under earlier code. */
  extractions?: Record<ExtractionKind, number>;
}

/** Extractions that there can be many of. */
export type ExtractionKind = 'delta' | 'dry-run';

/** What one engagement workflow remembers. Everything is carried along, except what `Carried` leaves out. */
export interface WorkflowState {
  status: EngagementStatus;
  /** Null until the engagement files are read. */
  plan: Plan | null;
  progress: Progress;
  /** What the open gate is about. */
  open: GateRef | null;
  /** Number of messages judged so far. It makes their ids. */
  messages: number;
  /** The requested rollback that is being done. */
  rollback: RollbackRequest | null;
  /** The request that ends the engagement. Absent in runs that began under earlier code. */
  cancellation?: CancelRequest | null;
  /** The decision at the open gate. Null until a sign-off counts. */
  decision: Decision | null;
  /** Questions of the running migration that have no gate yet. */
  questions: PhaseQuestion[];
  /** Calls of the current step that fail and are repeated. */
  repeated: RepeatedCall[];
  /** What the page in the Temporal UI shows, without them. */
  details: string;
  /** A revocation is being judged, so the gate must not close yet. */
  revoking: boolean;
}

export type Carried = Omit<WorkflowState, 'decision' | 'questions' | 'repeated' | 'details' | 'revoking'>;

export function createState(carried: Carried | undefined, engagement: string): WorkflowState {
  const fresh: Carried = {
    plan: null,
    open: null,
    messages: 0,
    rollback: null,
    progress: {
      next: 'preflight',
      staging: null,
      run: null,
      loaded: { sandbox: null, production: null },
      rehearsal: null,
      delta: { sinceDecision: 0 },
      extractions: { delta: 0, 'dry-run': 0 },
    },
    status: {
      engagement,
      state: 'running',
      step: 'opening',
      stepIsResult: false,
      gate: null,
      run: null,
      paused: false,
      lanes: 0,
      signOffs: [],
      refused: [],
      reports: [],
      documents: [],
    },
  };
  return { ...(carried ?? fresh), decision: null, questions: [], repeated: [], details: '', revoking: false };
}

/**
 * The name of an extraction that begins now. Under a name that was used, the earlier one would be found again, sealed and without
 * what the source got since; so each has a name of its own, also one that people repeat after a failure.
 */
export function nameExtraction({ progress }: WorkflowState, kind: ExtractionKind): string {
  const { delta, dryRun } = progress;
  // Earlier code gave the next number to several extractions.
  progress.extractions ??= { delta: delta.next ?? 0, 'dry-run': dryRun?.number ?? 0 };
  progress.extractions[kind] += 1;
  return `${kind}-${progress.extractions[kind]}`;
}

/** The slug in the id of the workflow; null if the id has another form. */
export const slugOfWorkflow = (): string | null =>
  /^engagement\/([a-z][a-z0-9-]{1,40})$/.exec(workflowInfo().workflowId)?.[1] ?? null;

/** Sets the step and the state that the query `status` and the workflow's page in the Temporal UI show. */
export function setStep(state: WorkflowState, step: string, name: EngagementState = 'running'): void {
  state.repeated = [];
  showStep(state, step, name);
}

function showStep(state: WorkflowState, step: string, name: EngagementState): void {
  const { status } = state;
  status.step = step;
  status.stepIsResult = false;
  status.state = name;
  const lines = [...liveReports(status).map(reportLine), ...(status.rollbacks ?? []).map(rollbackLine)];
  showDetails(state, `### ${step}\n\n${lines.join('\n')}`);
}

/** Shows the result of a gate or a phase until the next step begins. */
export function showResult(state: WorkflowState, result: string): void {
  showStep(state, result, 'running');
  state.status.stepIsResult = true;
}

function showDetails(state: WorkflowState, details: string): void {
  state.details = details;
  const steps = followedTable(state.status.cutover ?? []);
  setCurrentDetails([details, steps, repeatedText(state.repeated)].filter((text) => text !== '').join('\n\n'));
}

/** Shows the steps of the cutover as they are now. */
export const showCutoverSteps = (state: WorkflowState): void => showDetails(state, state.details);

/** Shows a call that fails and is repeated, until it has ended or another step begins. */
export function showRepeated(state: WorkflowState, call: RepeatedCall): void {
  state.repeated = state.repeated.filter(({ id }) => id !== call.id);
  if (call.reason !== null) state.repeated.push(call);
  showDetails(state, state.details);
}

const reportLine = ({ environment, run, module, outcomes, identityClosed }: EngagementStatus['reports'][number]) =>
  `- ${environment}/${run} ${module}: ${outcomes.created} created, ${outcomes.updated} updated, ` +
  `${outcomes.merged} merged, ${outcomes.excluded} excluded, ${outcomes.rejected} rejected` +
  ` – ${identityClosed ? 'the counts agree' : '**the counts do not agree**'}`;

const rollbackLine = (report: RollbackReport) => `- ${report.environment}: ${rollbackVerdict(report, 'done')}`;

/** Shows the evidence of the open gate. A new version of a document replaces the old one. */
export function showEvidence(state: WorkflowState, evidence: Evidence): void {
  const { status } = state;
  status.gate = evidence;
  const isNew = ({ name }: { name: string }) => !evidence.documents.some((one) => one.name === name);
  status.documents = [...status.documents.filter(isNew), ...evidence.documents];
  showDetails(state, gateDetails(evidence));
}

function gateDetails(evidence: Evidence): string {
  const { gate, digest, summary, documents, roles } = evidence;
  return [
    `### Gate: ${gate}`,
    '',
    summary,
    '',
    `Evidence digest: \`${digest}\``,
    '',
    ...documents.map(({ name, path }) => `- ${name}: \`${path}\``),
    '',
    ...peopleLines(evidence),
    `**To sign** (${roles.join(' or ')}): send the signal \`signOff\` with`,
    '',
    ...howToSign(evidence),
    '',
    'Decisions: `approved`, `changes-requested`, `rejected`.',
  ].join('\n');
}

function peopleLines({ people = 1, approvedBy = [] }: Evidence): string[] {
  if (people === 1) return [];
  const names = approvedBy.map(({ by, role }) => `${by} (${role})`).join(', ');
  return [`${people} different people must approve. Approved so far by: ${names || 'nobody'}.`, ''];
}

function howToSign({ gate, digest, roles, proof = false }: Evidence): string[] {
  if (proof) return ['the signed JSON that `portage sign … --key FILE --print` prints, or sign in the console.'];
  const signOff = { gate, decision: 'approved', by: 'you@…', role: roles[0] ?? '', digest };
  return ['```json', JSON.stringify(signOff, null, 2), '```'];
}
