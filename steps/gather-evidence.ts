import { digestOf, sha256OfFile } from '../connectors/digest.ts';
import { digestDecisions } from '../connectors/ledger/duplicate-decisions.ts';
import { sumDuplicates } from '../connectors/ledger/duplicates.ts';
import { findNewest } from '../connectors/ledger/documents.ts';
import { evidenceDigest, listCreatedFields, storeEvidence } from '../connectors/ledger/evidence.ts';
import { sumExceptions } from '../connectors/ledger/exceptions.ts';
import { findEnvironment } from '../connectors/ledger/match-decisions.ts';
import { countMatches, digestMatches } from '../connectors/ledger/matches.ts';
import { findVersionsInUse } from '../connectors/ledger/mapping-versions.ts';
import { findPeopleProposal } from '../connectors/ledger/people-proposals.ts';
import { findRehearsal, listRuns, type Run } from '../connectors/ledger/runs.ts';
import { listDecisions } from '../connectors/ledger/sign-offs.ts';
import { readManifest } from '../connectors/staging/manifest.ts';
import { extractionRemarks } from '../domain/documents/extraction.ts';
import { counted } from '../domain/documents/markdown.ts';
import { matchesText } from '../domain/documents/matches.ts';
import { duplicatesText } from '../domain/documents/possible-duplicates.ts';
import { exceptionsText, summariseLoad } from '../domain/documents/gate-summary.ts';
import { followApprovals, ofEvidence } from '../domain/approvals.ts';
import { versionText } from '../domain/mapping-text/version-text.ts';
import type { DocumentGate } from '../domain/gates-of-documents.ts';
import { isOfTeam } from '../domain/handoff/teams.ts';
import { allowedExceptions, gatePolicy, isAboutLoad, needsProof } from '../domain/judge-sign-off.ts';
import type { JsonObject } from '../schemas/json.ts';
import type { DocumentRef, Evidence, GateRef } from '../schemas/sign-off.ts';
import type { Environment, Gate } from '../schemas/terms.ts';
import { findDocuments } from './documents.ts';
import { isEvidenceOf } from './evidence-documents.ts';
import { describeLoad } from './final-report.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { policyOf } from './policy.ts';
import { readMeasured } from './schema/measure.ts';
import { describeSpotCheck } from './spot-check/sheet.ts';

interface GateContent {
  /** The org that was compared with the schema plan before the gate opened. */
  measured?: Environment;
  /** If set, the gate is about the runs of this environment. */
  environment?: Environment;
  question: string;
}

/** What each gate is about and asks. An exception gate has a question of its own. */
const gates: Record<DocumentGate, GateContent> = {
  scope: { question: 'Decide on the scope.' },
  mapping: {
    question: 'Decide on the mapping of source fields to fields in Zoho. No record moves before it is approved.',
  },
  rehearsal: {
    environment: 'sandbox',
    measured: 'sandbox',
    question:
      'Decide on the rehearsal. Before that, the cutover can be tried in the sandbox: portage cutover rehearse.',
  },
  production: { environment: 'sandbox', measured: 'production', question: 'The next step loads production.' },
  freeze: {
    environment: 'production',
    measured: 'production',
    question: 'Freeze the source before you sign. Deltas follow.',
  },
  'go-live': {
    environment: 'production',
    measured: 'production',
    question:
      'Go or no-go: an approval switches to Zoho, requested changes watch the source again, and a rejection calls the cutover off.',
  },
  acceptance: {
    environment: 'production',
    measured: 'production',
    question: 'Decide on the acceptance: the point of no return. Any other decision calls the cutover off.',
  },
  exception: { question: '' },
};

const hasSpotCheck = (gate: Gate): boolean => gate === 'rehearsal' || gate === 'production';

/** A load follows, which uses the decisions about possible duplicates. */
const usesDuplicates = (gate: Gate): boolean => ['mapping', 'rehearsal', 'production', 'freeze'].includes(gate);

const documentGate = (gate: Gate): DocumentGate =>
  gate.startsWith('exception:') ? 'exception' : (gate as DocumentGate);

/**
 * The evidence of a gate as it is now. Its digest covers the documents in the folder and in the ledger, the engagement's
 * files, the mapping, the matches with production, the staging manifest, the created fields, the exceptions of the newest load, what
 * people decided about possible duplicates before a load, and the version of the code.
 * After a change of any of them, earlier sign-offs do not count.
 */
export async function gatherEvidence(ports: Ports, stored: StoredEngagement, about: GateRef): Promise<Evidence> {
  const { gate, run, why } = about;
  const { slug } = stored.engagement;
  const content = gates[documentGate(gate)];
  const loads = await loadsOf(ports, slug, about, content);
  // Written before the documents are listed.
  const spotChecks = hasSpotCheck(gate)
    ? await Promise.all(loads.map((load) => describeSpotCheck(ports, stored, load)))
    : [];
  const rehearsal = await findRehearsal(ports.ledger, slug);
  const documents = await findDocuments(
    ports,
    stored,
    isEvidenceOf({ gate, documentGate: documentGate(gate), staging: about.staging, loads, rehearsal }),
  );
  const onDisk = await Promise.all(documents.map(async ({ path }) => sha256OfFile(path)));
  const environment = run?.environment ?? content.environment;
  const policy = policyOf(stored);
  const newest = isAboutLoad(gate) ? loads.at(-1) : undefined;
  const exceptions = newest && (await sumExceptions(ports.ledger, newest));
  const allowed = allowedExceptions(policy, gate);
  const manifest = about.staging ? await readManifest(ports.staging, about.staging) : null;
  const newer = gate === 'mapping' ? (await findVersionsInUse(ports.ledger, slug, stored.mappingDigest)).newer : null;
  // A record with an open match is held back in production, and so is what refers to it.
  const matches = gate === 'mapping' || gate === 'production' ? await readMatches(ports, slug) : null;
  const decided = usesDuplicates(gate) ? await digestDecisions(ports.ledger, slug) : { count: 0, digest: '' };
  const measured = content.measured ? await readMeasured(ports, slug, content.measured, documents) : null;
  const covered: JsonObject = {
    why,
    documents: documents.map(({ name, digest }, index) => ({ name, digest, onDisk: onDisk[index] ?? null })),
    runs: loads.map((load) => ({ run: `${load.environment}/${load.run}`, manifest: load.manifestDigest })),
    ...(exceptions && { exceptions: { total: exceptions.total, open: exceptions.open, digest: exceptions.digest } }),
    config: stored.configDigest,
    mapping: stored.mappingDigest,
    staging: about.staging && digestOf(manifest),
    schema: environment ? await listCreatedFields(ports.ledger, { engagement: slug, environment }) : [],
    code: ports.codeVersion,
    ...(matches && { matches: matches.digest }),
    ...(decided.count > 0 && { duplicates: decided }),
    ...(newer && { newerMapping: { version: newer.version, digest: newer.digest } }),
  };
  const digest = evidenceDigest(covered);
  await storeEvidence(ports.ledger, slug, { gate, digest, covered });
  const changed = documents.filter((one, index) => one.digest !== onDisk[index]);
  const proposal = gate === 'mapping' ? await findPeopleProposal(ports.ledger, slug) : null;
  const sentences = [
    why ?? content.question,
    ...(proposal ? ['An approval also accepts other people or keys: read the document people.md.'] : []),
    ...(await Promise.all(loads.map((load) => summarise(ports, stored, load)))),
    ...(measured === null ? [] : [measured]),
    ...(exceptions ? [exceptionsText(exceptions, allowed)] : []),
    ...spotChecks,
    ...(usesDuplicates(gate) ? [duplicatesText(await sumDuplicates(ports.ledger, slug))].filter(Boolean) : []),
    ...(manifest ? remarksText(extractionRemarks(manifest).length) : []),
    ...handoffText(documents),
    ...(matches ? [matches.text] : []),
    ...(newer
      ? [
          // It passes through Temporal, so it does not name the person.
          `${sentence(versionText({ ...newer, madeBy: null }))}, is not in this document. Request changes to use it; an approval leaves it out.`,
        ]
      : []),
    ...(changed.length > 0 ? [`Not as Portage wrote it: ${changed.map(({ name }) => name).join(', ')}.`] : []),
  ];
  const { roles, people } = gatePolicy(policy, gate);
  const { pending } = followApprovals(await listDecisions(ports.ledger, slug, gate));
  const approvedBy = ofEvidence(pending, digest).map(({ by, role }) => ({ by, role }));
  const summary = sentences.join(' ');
  const writtenAt = (await findNewest(ports.ledger, slug, documents))?.toISOString() ?? null;
  const proof = needsProof(policy, gate);
  const shown = exceptions && { total: exceptions.total, open: exceptions.open, allowed };
  return {
    ...{ gate, digest, summary, documents, writtenAt, roles, people, proof, approvedBy },
    ...(shown && { exceptions: shown }),
  };
}

/** The matches with production as they are now, after the decisions of people; null if there are none. */
async function readMatches({ ledger }: Ports, slug: string): Promise<{ digest: string; text: string } | null> {
  const env = await findEnvironment(ledger, { engagement: slug, environment: 'production' });
  const groups = env === null ? [] : await countMatches(ledger, env);
  if (env === null || groups.length === 0) return null;
  return { digest: await digestMatches(ledger, env), text: matchesText(groups) };
}

/** The loads that a gate is about: its run, or every live load of its environment. */
async function loadsOf(
  { ledger }: Ports,
  slug: string,
  { run }: GateRef,
  { environment }: GateContent,
): Promise<Run[]> {
  if (!run && !environment) return [];
  return (await listRuns(ledger, slug)).filter((one) =>
    run
      ? one.run === run.run && one.environment === run.environment
      : one.environment === environment && one.state !== 'rolled-back',
  );
}

async function summarise(ports: Ports, { modules }: StoredEngagement, run: Run): Promise<string> {
  const load = await describeLoad(ports, run);
  const { environment, state } = run;
  return summariseLoad({ environment, load, rolledBack: state === 'rolled-back' }, modules);
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const remarksText = (count: number): string[] =>
  count === 0 ? [] : [`The extraction has ${counted(count, 'remark')}: read its document.`];

function handoffText(documents: DocumentRef[]): string[] {
  const files = documents.filter(({ name }) => name.startsWith('handoff.') || isOfTeam(name));
  return files.length === 0 ? [] : [`Handed off: ${files.map(({ name }) => name).join(', ')}.`];
}
