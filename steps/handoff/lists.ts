import { findNewestManifest } from '../../connectors/staging/manifest.ts';
import { readSealed, type Row } from '../../connectors/staging/rows.ts';
import { balancesSection } from '../../domain/documents/balances.ts';
import { bundlesDocument, createBundleTable } from '../../domain/documents/bundles.ts';
import type { Handoff } from '../../domain/documents/handoff.ts';
import {
  handoffLists,
  listColumns,
  listSources,
  type HandoffList,
  type ListSource,
} from '../../domain/handoff/lists.ts';
import type { ListRow } from '../../domain/handoff/row.ts';
import { fileOf, teamOf } from '../../domain/handoff/teams.ts';
import { idIn } from '../../domain/identity.ts';
import { identify } from '../../domain/keys.ts';
import { parseRow } from '../../domain/source-row.ts';
import type { Manifest } from '../../schemas/manifest.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { keyContextOf } from '../key-context.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { placeBalances } from './balances.ts';
import type { TeamFolders } from './team-folders.ts';

/** What each list is, for the team that gets its file. */
const what: Record<HandoffList, string> = {
  receivables: 'what is still to be paid of invoices, with the texts of the source',
  taxes: 'tax scheme and exemption of each account',
  balances: 'balance and credit limit of each account, with the texts of the source',
  dunning: 'dunning of each account that is dunned: level, since when, for how much, and what is next',
  pricing_rules: 'conditional prices as rules, with a text for the rules of quotes and orders in Zoho',
  bundles: 'components and allowances of each product',
};

/**
 * Writes the lists of the handoff that the mapping names: each as a file in the folder of its team, and the bundles as a page, too.
 * They are made from the rows of the newest extraction, which are streamed. Empty before the first extraction.
 */
export async function writeLists(
  ports: Ports,
  stored: StoredEngagement,
  folders: TeamFolders,
): Promise<Pick<Handoff, 'lists' | 'extractedAt'>> {
  const { slug, customer } = stored.engagement;
  const manifest = await findNewestManifest(ports.staging, slug);
  if (!manifest) return { lists: [], extractedAt: null };
  const sources = listSources(stored.mapping);
  const reader = openRecords(ports, stored, manifest);
  const lists: Handoff['lists'] = [];
  for (const list of handoffLists) {
    const own = sources.filter((one) => one.list === list);
    if (own.length === 0) continue;
    const counts = { read: 0, rows: 0, kinds: {} as Record<string, number> };
    const bundles = createBundleTable();
    const file = fileOf(list);
    const rows = reader.rowsOf(own, counts, list === 'bundles' ? bundles.add : undefined);
    const balances = list === 'balances' ? placeBalances(ports, stored, folders, own) : null;
    const { sha256 } = await folders.table(
      { file, what: what[list], from: 'extraction', kinds: counts.kinds },
      listColumns[list],
      balances ? balances.place(rows) : rows,
    );
    if (balances) folders.of('finance').parts.push(balancesSection(balances.sums()));
    lists.push({ list, ...counts, file, sha256 });
    folders.of(teamOf[list]).counts.push({ what: `records that ${fileName(file)} was made from`, rows: counts.read });
    if (list !== 'bundles') continue;
    folders.of('product').notes.push('bundles.md shows bundles.csv as one table, a line for each product.');
    const table = { engagement: slug, customer, extractedAt: manifest.takenAt, file, sha256, ...bundles.result() };
    await folders.document('product/bundles', bundlesDocument(table), table);
  }
  return { lists, extractedAt: manifest.takenAt };
}

const fileName = (file: string): string => file.slice(file.indexOf('/') + 1);

function openRecords(
  { staging, fingerprintSecret }: Ports,
  { mapping, ...stored }: StoredEngagement,
  manifest: Manifest,
) {
  const context = keyContextOf(fingerprintSecret, stored);
  async function* records(object: LoadedObject): AsyncGenerator<Row> {
    const file = manifest.objects.find((one) => one.object === object);
    if (file) yield* readSealed(staging, file);
  }
  const idOf = (object: LoadedObject, row: Row): string => {
    const identity = identify(mapping, object, row[context.keyFields[object] ?? ''] ?? '', context);
    return 'key' in identity ? idIn(identity.key) : '';
  };
  return {
    /** The rows of one list, from all its sources. @param counts gets how many records were read and rows written */
    async *rowsOf(
      sources: ListSource[],
      counts: Pick<Handoff['lists'][number], 'read' | 'rows' | 'kinds'>,
      onRecord: (rows: ListRow[]) => void = () => undefined,
    ): AsyncGenerator<ListRow> {
      // The catalogue's names only: an operator has thousands of products, not millions.
      const names = new Map<string, string>();
      for (const { object, name } of sources)
        if (name !== undefined) for await (const row of records(object)) names.set(idOf(object, row), row[name] ?? '');
      const nameOf = (id: string) => names.get(id) ?? '';
      for (const { object, takes, rowsOf } of sources)
        for await (const staged of records(object)) {
          const row = parseRow(staged).fields;
          if (!takes(row)) continue;
          counts.read += 1;
          const rows = rowsOf({ object, id: idOf(object, staged), row, nameOf });
          onRecord(rows);
          for (const one of rows) {
            counts.rows += 1;
            counts.kinds[one.kind] = (counts.kinds[one.kind] ?? 0) + 1;
            yield one;
          }
        }
    },
  };
}
