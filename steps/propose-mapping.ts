import { storeEngagement } from '../connectors/ledger/engagements.ts';
import { checkMapping } from '../domain/check-mapping.ts';
import { mappingDocument } from '../domain/documents/mapping.ts';
import { proposeMapping as propose } from '../domain/propose-mapping.ts';
import type { Module } from '../schemas/terms.ts';
import { describeDestination } from './describe-destination.ts';
import { writeDocument } from './documents.ts';
import type { Ports } from './ports.ts';
import { withSource } from './with-source.ts';

/** Reads the mapping file again, checks it, and writes the mapping document, which people confirm. */
export async function proposeMapping(
  ports: Ports,
  { file }: { file: string },
): Promise<{ mappingDigest: string; modules: Module[] }> {
  const stored = await storeEngagement(ports.ledger, await ports.readConfig(file));
  const { mapping, mappingDigest, modules } = stored;
  const columns = await withSource(ports, stored, (source) => source.columns());
  const destination = await describeDestination(ports, stored, modules);
  const proposals = propose(mapping, columns, destination);
  const problems = checkMapping(mapping, columns, destination);
  const document = mappingDocument(mapping, proposals, problems);
  await writeDocument(ports, stored, { kind: 'mapping' }, document, { mapping, proposals, problems });
  return { mappingDigest, modules };
}
