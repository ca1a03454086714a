import { digestOf } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import { readColumnFacts } from '../connectors/ledger/column-facts.ts';
import { readEngagement, storeMapping } from '../connectors/ledger/engagements.ts';
import { mappingDocument } from '../domain/documents/mapping.ts';
import { reviewMapping } from '../domain/proposal/review.ts';
import type { ProposeMappingInput } from '../schemas/engagement.ts';
import type { Module } from '../schemas/terms.ts';
import { describeDestination } from './describe-destination.ts';
import { writeDocument } from './documents.ts';
import type { Config, Ports } from './ports.ts';
import { findMappingProblems } from './preflight/mapping.ts';
import { withSource } from './with-source.ts';

/**
 * Reads the mapping file and the owner map again, checks them, and writes the mapping document, which people confirm.
 * Everything else stays as it was when the engagement started.
 * @throws ConnectorError `configuration` when the files now describe another engagement, org or source
 */
export async function proposeMapping(
  ports: Ports,
  { engagement, file }: ProposeMappingInput,
): Promise<{ mappingDigest: string; modules: Module[] }> {
  const before = await readEngagement(ports.ledger, engagement);
  const now = await ports.readConfig(file);
  checkUnchanged(before, now);
  const stored = await storeMapping(ports.ledger, before, now);
  const { mapping, mappingDigest, modules } = stored;
  const destination = await describeDestination(ports, stored, modules);
  const found = await withSource(ports, stored, async (source) =>
    findMappingProblems(stored, source, await source.columns(), destination),
  );
  const facts = await readColumnFacts(ports.ledger, engagement);
  const keys = Object.fromEntries(Object.entries(now.profile.objects).map(([object, { key }]) => [object, key]));
  const proposals = reviewMapping(mapping, facts, destination, keys);
  const problems = found.map(({ problem }) => problem);
  const document = mappingDocument(mapping, proposals, problems);
  await writeDocument(ports, stored, { kind: 'mapping' }, document, { mapping, proposals, problems });
  return { mappingDigest, modules };
}

/** Only mapping and owner map may change while an engagement runs. */
function checkUnchanged(before: Config, now: Config): void {
  const parts: [string, (config: Config) => unknown][] = [
    ['the slug', ({ engagement }) => engagement.slug],
    ['the sandbox org', ({ engagement }) => engagement.destination.sandbox.orgId],
    ['the production org', ({ engagement }) => engagement.destination.production.orgId],
    ['the data centre', ({ engagement }) => engagement.destination.dataCentre],
    ['the source profile', ({ profile }) => profile],
  ];
  const changed = parts.filter(([, of]) => digestOf(of(before)) !== digestOf(of(now))).map(([name]) => name);
  if (changed.length === 0) return;
  throw new ConnectorError(
    'configuration',
    `The files of the engagement "${before.engagement.slug}" changed since it started: ${changed.join(', ')}. Only the mapping and the owner map may change at a mapping gate. Nothing was changed. Undo the change, or start another engagement.`,
  );
}
