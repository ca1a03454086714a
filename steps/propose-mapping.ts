import { digestOf } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import { readColumnFacts } from '../connectors/ledger/column-facts.ts';
import { readEngagement, storeMapping } from '../connectors/ledger/engagements.ts';
import { sumDuplicates } from '../connectors/ledger/duplicates.ts';
import { storeMappingBasis } from '../connectors/ledger/mapping-basis.ts';
import { readMappingProposal } from '../connectors/ledger/mapping-proposals.ts';
import { findVersionsInUse } from '../connectors/ledger/mapping-versions.ts';
import { mappingDocument } from '../domain/documents/mapping.ts';
import { versionText } from '../domain/mapping-text/version-text.ts';
import { compareWithKept } from '../domain/proposal/compare.ts';
import { reviewByProposal, reviewMapping } from '../domain/proposal/review.ts';
import { secondPassOf } from '../domain/second-pass.ts';
import type { Plan, ProposeMappingInput } from '../schemas/engagement.ts';
import { proposePeople } from './change-people.ts';
import { sampleColumns } from './column-samples.ts';
import { describeDestination } from './describe-destination.ts';
import { writeDocument } from './documents.ts';
import { planMatches } from './match/plan-matches.ts';
import { findMapping, noteMappingFile } from './mapping-in-use.ts';
import type { Config, Ports } from './ports.ts';
import { openGuardForTexts } from './guard.ts';
import { findMappingProblems, mappingBasisOf } from './preflight/mapping.ts';
import { writeSchemaPlan } from './schema/plan.ts';
import { withSource } from './with-source.ts';

/**
 * Reads the mapping (the file, or the newest version that people saved) and the owner map again, checks them, and writes the
 * mapping document, which people confirm. Beside it are what will be changed in both orgs, and the matches with the records that
 * production has already.
 * Everything else stays as it was when the engagement started.
 * @throws ConnectorError `configuration` when the files now describe another engagement, org or source
 */
export async function proposeMapping(
  ports: Ports,
  { engagement, file }: ProposeMappingInput,
  signal = new AbortController().signal,
): Promise<Pick<Plan, 'mappingDigest' | 'modules' | 'later'>> {
  const before = await readEngagement(ports.ledger, engagement);
  const now = await ports.readConfig(file);
  checkUnchanged(before, now);
  await proposePeople(ports, before, now);
  const inUse = await findMapping(ports, now);
  const stored = await storeMapping(ports.ledger, before, { ...now, mapping: inUse });
  await noteMappingFile(ports, now);
  const { mapping, mappingDigest, modules } = stored;
  const destination = await describeDestination(ports, stored, modules);
  const facts = await readColumnFacts(ports.ledger, engagement);
  const basis = await withSource(ports, stored, async (source) =>
    mappingBasisOf(stored, source, await source.columns(), destination, facts),
  );
  await storeMappingBasis(ports.ledger, engagement, basis);
  await sampleColumns(ports, stored);
  const kept = await readMappingProposal(ports.ledger, engagement);
  const reviews = reviewMapping(mapping, facts, destination, basis.facts.keys);
  const proposals = kept ? reviewByProposal(reviews, kept.decisions) : reviews;
  const problems = findMappingProblems(stored, basis, await openGuardForTexts(ports, stored)).map(
    ({ problem }) => problem,
  );
  const { used } = await findVersionsInUse(ports.ledger, engagement, mappingDigest);
  const comparison = kept && compareWithKept(kept, mapping);
  const duplicates = await sumDuplicates(ports.ledger, engagement);
  const document = mappingDocument(mapping, proposals, problems, used && versionText(used), comparison, duplicates);
  const data = { mapping, proposals, problems, duplicates, ...(comparison && { againstProposal: comparison }) };
  await writeDocument(ports, stored, { kind: 'mapping' }, document, data);
  await writeSchemaPlan(ports, stored);
  await planMatches(ports, stored, signal);
  return { mappingDigest, modules, later: secondPassOf(mapping).modules };
}

/** Only mapping, owner map and people may change while an engagement runs. */
function checkUnchanged(before: Config, now: Config): void {
  const parts: [string, (config: Config) => unknown][] = [
    ['the slug', ({ engagement }) => engagement.slug],
    ['the sandbox org', ({ engagement }) => engagement.destination.sandbox.orgId],
    ['the production org', ({ engagement }) => engagement.destination.production.orgId],
    ['the data centre', ({ engagement }) => engagement.destination.dataCentre],
    ['the source profile', ({ profile }) => profile],
    ['gates.roles', ({ engagement }) => engagement.gates.roles],
    ['gates.allowUnproven', ({ engagement }) => engagement.gates.allowUnproven],
  ];
  const changed = parts.filter(([, of]) => digestOf(of(before)) !== digestOf(of(now))).map(([name]) => name);
  if (changed.length === 0) return;
  throw new ConnectorError(
    'configuration',
    `The files of the engagement "${before.engagement.slug}" changed since it started: ${changed.join(', ')}. Only the mapping, the owner map and the people may change at a mapping gate. Nothing was changed. Undo the change, or start another engagement.`,
  );
}
