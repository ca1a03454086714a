import { ConnectorError } from '../connectors/error.ts';
import { listBalances } from '../connectors/ledger/balances.ts';
import type { Run } from '../connectors/ledger/runs.ts';
import { findManifest } from '../connectors/staging/manifest.ts';
import { openBalances, type OpenBalances } from '../connectors/staging/open-balances.ts';
import { readSealed } from '../connectors/staging/rows.ts';
import { compileReceivables, type OpenRow, type ReceivableRules } from '../domain/receivables.ts';
import { parseRow } from '../domain/source-row.ts';
import { minorUnitOf } from '../domain/values/numbers.ts';
import type { Receivables } from '../schemas/report.ts';
import type { Module } from '../schemas/terms.ts';
import { openGuardForTexts } from './guard.ts';
import { keyContextOf } from './key-context.ts';
import { formatIn, numberFormatsOf } from './number-formats.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { writeRunTable } from './run-table.ts';

/**
 * Compares what is open in the staged source with what Zoho has acknowledged, and writes it by account and currency into a CSV
 * file. Memory does not grow with the records.
 * @returns the sums by currency; null if the mapping names no column with what is open
 * @throws ConnectorError `contract` when the staged files are not those that were loaded
 */
export async function reportReceivables(
  ports: Ports,
  stored: StoredEngagement,
  run: Run,
  module: Module,
): Promise<Receivables[] | null> {
  const keys = keyContextOf(ports.fingerprintSecret, stored);
  const numberFormat = formatIn(numberFormatsOf(stored.profile));
  const rules = compileReceivables(stored.mapping, module, { keys, numberFormat });
  if (!rules) return null;
  const balances = await openBalances(
    openIn(ports, run, rules),
    listBalances(ports.ledger, run, module, rules.fields),
    { places: minorUnitOf, isFlagged: rules.fields.flag !== null },
  );
  try {
    await writeAccounts(ports, stored, run, module, balances);
    return await balances.totals();
  } finally {
    await balances.close();
  }
}

async function* openIn({ staging }: Ports, run: Run, rules: ReceivableRules): AsyncGenerator<OpenRow> {
  const manifest = await findManifest(staging, run.engagement, run.manifestDigest);
  if (!manifest)
    throw new ConnectorError(
      'contract',
      `The manifest of the extraction that was loaded is missing in the staging of ${run.engagement}, or was changed. Open amounts were not compared. Restore the folder of the extraction.`,
    );
  for (const object of rules.objects) {
    const file = manifest.objects.find((one) => one.object === object);
    if (!file) continue;
    for await (const row of readSealed(staging, file)) {
      const open = rules.read(object, parseRow({ ...row, lines: '' }).fields);
      if (open) yield open;
    }
  }
}

async function writeAccounts(
  ports: Ports,
  stored: StoredEngagement,
  run: Run,
  module: Module,
  balances: OpenBalances,
): Promise<void> {
  const guard = await openGuardForTexts(ports, stored);
  async function* rows(): AsyncGenerator<string[]> {
    yield ['account', 'currency', 'open records', 'source', 'Zoho', 'records not in Zoho'];
    for await (const { account, currency, records, source, zoho, missing } of balances.accounts())
      yield [guard.clean('', account, 'mask').text, currency, records, source, zoho, missing];
  }
  const name = `receivables-${run.environment}-${run.run}-${module}.csv`;
  await writeRunTable(ports, stored, run, { kind: 'reconciliation', name }, rows());
}
