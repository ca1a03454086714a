import { listReadMoney } from '../../connectors/ledger/verification.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import { openPeriodSums, type BilledMoney, type PeriodSums } from '../../connectors/staging/period-money.ts';
import { openRowLookup, type RowLookup } from '../../connectors/staging/row-lookup.ts';
import { readSealed } from '../../connectors/staging/rows.ts';
import { cycleDayIn } from '../../domain/billing-period.ts';
import { maxListedDifferences } from '../../domain/join-verification.ts';
import {
  compileCycles,
  compilePeriods,
  periodOf,
  type BilledRow,
  type PeriodRules,
} from '../../domain/period-money.ts';
import type { SourceRow } from '../../domain/condition.ts';
import { parseRow } from '../../domain/source-row.ts';
import { columnDates } from '../../domain/values/date-formats.ts';
import { minorUnitOf } from '../../domain/values/numbers.ts';
import type { Manifest } from '../../schemas/manifest.ts';
import type { ModuleVerification, PeriodDifference } from '../../schemas/report.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import { openGuardForTexts } from '../guard.ts';
import { keyContextOf } from '../key-context.ts';
import { manifestOf } from '../manifest-of-run.ts';
import { formatIn, numberFormatsOf } from '../number-formats.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { writeRunTable } from '../run-table.ts';
import { dateFormsOf } from '../transform/setup.ts';

/** How the money of a module is read by billing period; null if the mapping names no account for it. */
export function periodRulesOf(
  { fingerprintSecret }: Pick<Ports, 'fingerprintSecret'>,
  stored: StoredEngagement,
  module: Module,
): PeriodRules | null {
  const { mapping, profile } = stored;
  const { timeZone } = profile;
  const { phoneRegion, currency } = mapping;
  const sentinels = new Set(profile.sentinels);
  const numbers = formatIn(numberFormatsOf(profile));
  const dates = dateFormsOf(profile);
  return compilePeriods(mapping, module, {
    keys: keyContextOf(fingerprintSecret, stored),
    valuesOf(object, column) {
      const form = dates[`${object}.${column}`];
      const own = { column: form ? columnDates(form) : null, numbers: numbers(object, column) };
      return { timeZone, phoneRegion, currency, sentinels, ...own };
    },
  });
}

/**
 * Compares the money of the staged source with what the verification has just read back, by account, currency and billing period,
 * and writes all of them into a CSV file. Memory does not grow with the records.
 */
export async function comparePeriods(
  ports: Ports,
  stored: StoredEngagement,
  { run, module, rules }: { run: Run; module: Module; rules: PeriodRules },
  signal: AbortSignal,
): Promise<Required<Pick<ModuleVerification, 'periods' | 'periodDifferences'>>> {
  const manifest = await manifestOf(ports.staging, run, 'compared by billing period');
  const sums = await openPeriodSums(
    billedMoney(ports, stored, { manifest, rules }, signal),
    listReadMoney(ports.ledger, run, module),
    { currency: stored.mapping.currency, places: minorUnitOf },
  );
  try {
    const periodDifferences = await writePeriods(ports, stored, run, module, sums);
    const periods = (await sums.totals()).map((one) => ({ module, ...one }));
    return { periods, periodDifferences };
  } finally {
    await sums.close();
  }
}

/** Rows whose accounts are looked up together. */
const rowsAtOnce = 1_000;

async function* billedMoney(
  ports: Ports,
  stored: StoredEngagement,
  { manifest, rules }: { manifest: Manifest; rules: PeriodRules },
  signal: AbortSignal,
): AsyncGenerator<BilledMoney> {
  const cycles = await openCycles(ports, stored, manifest);
  async function* withPeriods(rows: BilledRow[]): AsyncGenerator<BilledMoney> {
    const found = await cycles?.find([...new Set(rows.map(({ account }) => account))]);
    for (const { figures, ...row } of rows) {
      const period = periodOf(row, cycleDayIn(found?.get(row.account)?.[0]?.['day'] ?? ''));
      const { key, account, currency } = row;
      for (const [field, amount] of Object.entries(figures)) yield { key, account, currency, period, field, amount };
    }
  }
  try {
    let rows: BilledRow[] = [];
    for await (const { object, row } of stagedRows(ports, manifest, rules.objects)) {
      signal.throwIfAborted();
      const read = rules.read(object, row);
      if (read) rows.push(read);
      if (rows.length < rowsAtOnce) continue;
      yield* withPeriods(rows);
      rows = [];
    }
    yield* withPeriods(rows);
  } finally {
    await cycles?.close();
  }
}

/** The days on which the billing cycles of accounts begin, by the key of the account; null if the mapping names none. */
async function openCycles(ports: Ports, stored: StoredEngagement, manifest: Manifest): Promise<RowLookup | null> {
  const rules = compileCycles(stored.mapping, keyContextOf(ports.fingerprintSecret, stored));
  if (!rules) return null;
  async function* days() {
    for await (const { object, row } of stagedRows(ports, manifest, rules!.objects)) {
      const read = rules!.read(object, row);
      if (read) yield { ...read };
    }
  }
  return openRowLookup(days(), { key: 'key', columns: ['day'] });
}

async function* stagedRows(
  { staging }: Pick<Ports, 'staging'>,
  { objects }: Manifest,
  wanted: LoadedObject[],
): AsyncGenerator<{ object: LoadedObject; row: SourceRow }> {
  for (const object of wanted) {
    const file = objects.find((one) => one.object === object);
    if (!file) continue;
    for await (const row of readSealed(staging, file)) yield { object, row: parseRow({ ...row, lines: '' }).fields };
  }
}

const columns = ['account', 'currency', 'period', 'field', 'records', 'source', 'Zoho', 'records not in Zoho'];

/** Writes a line for each account and period, and returns the first that differ. */
async function writePeriods(
  ports: Ports,
  stored: StoredEngagement,
  run: Run,
  module: Module,
  sums: PeriodSums,
): Promise<PeriodDifference[]> {
  const guard = await openGuardForTexts(ports, stored);
  const differing: PeriodDifference[] = [];
  async function* rows(): AsyncGenerator<string[]> {
    yield [...columns, 'edited in Zoho', 'agrees'];
    for await (const { isEqual, records, ...one } of sums.periods()) {
      const [account, period] = [one.account, one.period].map((text) => guard.clean('', text, 'mask').text) as [
        string,
        string,
      ];
      const { field, currency, source, zoho, missing, edited } = one;
      if (!isEqual && differing.length < maxListedDifferences) differing.push({ module, ...one, account, period });
      yield [account, currency, period, field, records, source, zoho, missing, edited, isEqual ? 'yes' : 'no'];
    }
  }
  const name = `money-by-period-${run.environment}-${run.run}-${module}.csv`;
  await writeRunTable(ports, stored, run, { kind: 'verification', name }, rows());
  return differing;
}
