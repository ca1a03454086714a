import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { ConnectorError } from '../../connectors/error.ts';
import type { MatchTables } from '../../connectors/staging/match-tables.ts';
import { rowsIn } from '../../connectors/staging/rows.ts';
import { openFolder } from '../../connectors/temporary-files.ts';
import { creditsOf } from '../../connectors/zoho/credits.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import { readAllFiles } from '../../connectors/zoho/read-all.ts';
import type { Matcher } from '../../domain/match/compare.ts';
import type { MatchPlan } from '../../schemas/match.ts';
import type { Module } from '../../schemas/terms.ts';

/** What was read in Zoho, and what could not be. */
export type ReadZoho = Pick<MatchPlan, 'read' | 'remarks'>;

/** Records of a page of a bulk read. docs: bulk-read */
const perPage = 200_000;

/**
 * Reads what records in Zoho are compared by into the tables: every record of each module that a rule names. It writes nothing.
 * All credits are asked for first, because an interrupted reading starts over.
 */
export async function readZohoSide(
  zoho: Zoho,
  { matcher, keyField, modules }: { matcher: Matcher; keyField: string; modules: Module[] },
  tables: Pick<MatchTables, 'addZoho'>,
  signal: AbortSignal,
): Promise<ReadZoho> {
  const found: ReadZoho = { read: [], remarks: [] };
  const wanted: { module: Module; fields: string[]; hasKey: boolean; records: number }[] = [];
  const rules = matcher.rules.filter((one) => modules.includes(one.module));
  for (const module of new Set(rules.map(({ zohoModule }) => zohoModule))) {
    const own = rules.filter(({ zohoModule }) => zohoModule === module);
    const present = await fieldsOf(zoho, module);
    if (!present) {
      found.remarks.push(`${module}: the user of the connection can't read this module, so its rules find nothing`);
      continue;
    }
    for (const { rule, zohoFields } of own) {
      const missing = zohoFields.filter((field) => !present.has(field));
      if (missing.length > 0)
        found.remarks.push(
          `${module}, ${rule.name}: Zoho has no field ${missing.join(', ')} yet, so the rule finds nothing`,
        );
    }
    const fields = [...new Set(own.flatMap(({ zohoFields }) => zohoFields))].filter((field) => present.has(field));
    const records = await zoho.count(module, signal);
    found.read.push({ module, records });
    if (records > 0) wanted.push({ module, fields, hasKey: present.has(keyField), records });
  }
  const pages = wanted.reduce((sum, { records }) => sum + Math.ceil(records / perPage), 0);
  if (pages > 0) await zoho.expectCredits(pages * (creditsOf({ kind: 'bulk-read', size: 1 }) + pollsOfPage));
  for (const one of wanted) {
    const fields = ['id', ...one.fields, ...(one.hasKey ? [keyField] : [])];
    const records = await readModule(zoho, matcher, tables, { ...one, fields, keyField }, signal);
    found.read.find(({ module }) => module === one.module)!.records = records;
  }
  return found;
}

/** Questions for the state of a job; each costs a credit. */
const pollsOfPage = 10;

async function fieldsOf(zoho: Zoho, module: Module): Promise<Set<string> | null> {
  try {
    return new Set((await zoho.fields(module)).map(({ apiName }) => apiName));
  } catch (error) {
    if (error instanceof ConnectorError && ['forbidden', 'not-found', 'contract'].includes(error.kind)) return null;
    throw error;
  }
}

async function readModule(
  zoho: Zoho,
  matcher: Matcher,
  tables: Pick<MatchTables, 'addZoho'>,
  { module, fields, keyField }: { module: Module; fields: string[]; keyField: string },
  signal: AbortSignal,
): Promise<number> {
  const folder = await openFolder(tmpdir());
  let records = 0;
  try {
    for await (const file of readAllFiles(zoho, { module, fields, folder: folder.path }, signal)) {
      for await (const row of rowsIn(createReadStream(file))) {
        // Zoho writes the name of this column with a capital letter.
        const id = row['id'] ?? row['Id'] ?? '';
        tables.addZoho({ id, values: matcher.ofZoho(module, row) }, row[keyField] ?? '');
        records += 1;
      }
      await rm(file);
    }
  } finally {
    await folder.remove();
  }
  return records;
}
