import type { DemoSummary } from '../../domain/documents/demo-summary.ts';
import type { Cell } from '../../domain/documents/markdown.ts';
import type { Person } from '../../schemas/engagement-file.ts';
import type { ExceptionGroup } from '../../schemas/exceptions.ts';
import type { PhaseReport } from '../../schemas/report.ts';
import type { Decision, DocumentRef, Evidence, SignOff } from '../../schemas/sign-off.ts';
import type { ApproverKeys } from '../dev/approver-keys.ts';
import { portageCommandAt } from '../cli/portage-command.ts';
import { outcomes } from '../../schemas/terms.ts';

const number = (count: number) => count.toLocaleString('en');

/** One line for a phase that has ended. */
export function phaseLine(report: PhaseReport): string {
  const { environment, run, module, extracted, recordsPerSecond, identityClosed, gaps } = report;
  const parts = outcomes
    .filter((outcome) => report.outcomes[outcome] > 0)
    .map((outcome) => `${number(report.outcomes[outcome])} ${outcome}`);
  return (
    `    ${identityClosed ? '✓' : '✗'} ${environment} ${run} ${module}: ${number(extracted)} extracted = ` +
    `${parts.join(' + ') || 'nothing'} (${report.seconds} s, ${number(recordsPerSecond)} records/s)` +
    gaps.map((gap) => `\n      ${gap}`).join('')
  );
}

/** The documents folder. The name of a document can begin with a folder in it. */
export const documentsFolder = ({ name, path }: DocumentRef): string => path.slice(0, -name.length - 1);

/** The evidence of a gate, as its signer sees it. */
export function gateText({ gate, summary, digest, documents }: Evidence): string {
  const pages = documents.filter(({ name }) => name.endsWith('.md'));
  return [
    `- gate ${gate}: ${summary}`,
    ...(pages[0]
      ? [`    documents in ${documentsFolder(pages[0])}:`, `    ${pages.map(({ name }) => name).join(', ')}`]
      : []),
    `    evidence digest ${digest}`,
  ].join('\n');
}

export function signedText({ name, email, role }: Person, decision: Decision): string {
  const words = decision === 'approved' ? 'approved' : 'changes requested';
  return `    signed: ${words} by ${name} (${role}, ${email})`;
}

/** A decision about the exceptions with one reason. */
export const decidedText = ({ module, kind, reason }: ExceptionGroup, count: number, { name }: Person): string =>
  `    left out by ${name}: ${number(count)} ${module} ${kind}: ${reason}`;

/** The command that signs the open gate. */
export function signCommand(
  slug: string,
  { gate, digest }: Evidence,
  { email, role }: Person,
  keys: Pick<ApproverKeys, 'options'>,
  server: { address: string; namespace: string },
): string {
  const words = `sign ${slug} ${gate} --as ${email} --role '${role}' --digest ${digest} ${keys.options(email)}`;
  return portageCommandAt(server, words);
}

export const summaryHead = [
  ...['Environment', 'Module', 'extracted', ...outcomes],
  ...['in Zoho', 'closes', 'seconds', 'records/s'],
];

/** The reconciliation of the whole demo, a row per environment and module. */
export function summaryRows({ environments }: DemoSummary): Cell[][] {
  return Object.entries(environments).flatMap(([environment, { modules }]) =>
    modules.map((one) => [
      environment,
      one.module,
      one.extracted,
      ...outcomes.map((outcome) => one[outcome]),
      one.destination,
      one.identityClosed ? 'yes' : 'NO',
      one.seconds,
      one.recordsPerSecond,
    ]),
  );
}

export interface RunningDemo {
  slug: string;
  runId: string;
  uiUrl: string | undefined;
  consoleUrl: string | undefined;
  address: string;
  namespace: string;
  gate: Evidence | null;
  /** The signed approval of the gate. */
  signOff: SignOff | null;
  /** Key of a record that was loaded. */
  key: string;
}

/** Things to try while the stack is running. */
export function suggestionsText(demo: RunningDemo): string {
  const { slug, runId, uiUrl, consoleUrl, namespace, gate, signOff, key } = demo;
  const page = `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(`engagement/${slug}`)}/${runId}/history`;
  return [
    '',
    `The stack stays up. Console: ${consoleUrl}, Temporal UI: ${uiUrl}`,
    '',
    'Three things to try, in another terminal, in this folder:',
    ...(gate && signOff
      ? [
          `1. Sign the ${gate.gate} gate from the Temporal UI: open ${page},`,
          '   choose "Send a Signal" from the menu, signal name  signOff  and as input (JSON):',
          `   ${JSON.stringify(signOff)}`,
        ]
      : [`1. Look at the engagement in the Temporal UI: ${page}`]),
    '2. Read the history of one record:',
    `   ${portageCommandAt(demo, `trace ${slug} ${key}`)}`,
    '3. See what a rollback of production would undo:',
    `   ${portageCommandAt(demo, `rollback ${slug} production --preview`)}`,
    '',
    'Ctrl-C stops the demo and everything that it started.',
  ].join('\n');
}
