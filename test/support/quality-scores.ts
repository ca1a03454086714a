import type { StagingStore } from '../../connectors/staging/port.ts';
import { readRows, type Row } from '../../connectors/staging/rows.ts';
import { qualityRules } from '../../domain/quality/rules.ts';
import type { QualityReport } from '../../schemas/quality.ts';
import type { Defect } from '../../emulators/bss/records.ts';

/** How a rule of data quality compares with the answer key. */
export interface Score {
  rule: string;
  /** Records that have the defect. */
  planted: number;
  /** Records that the rule found. */
  found: number;
  precision: number;
  recall: number;
  /** A few of the records that are wrongly found and wrongly not found. */
  wrong: string[];
  missed: string[];
}

/** The operator's own defects are of the same kinds as those of the catalogue. emulators/bss/README.md */
const sameKind: Record<string, string> = {
  'exact-duplicate': 'DQ04',
  orphan: 'DQ15',
  'unknown-status': 'DQ25',
  'missing-plan': 'DQ22',
  'test-account': 'DQ33',
  'bad-date': 'DQ12',
  'bad-email': 'DQ05',
  identifier: 'DQ31',
};

/**
 * What a rule must reach: rules that block or correct, because nobody looks at what they find, and the others. `similar` is the
 * search for similar duplicates.
 */
export function barOf(rule: string): { precision: number; recall: number } {
  if (rule === 'similar') return { precision: 0.95, recall: 0.95 };
  return qualityRules.find(({ id }) => id === rule)?.severity === 'warns'
    ? { precision: 0.9, recall: 0.8 }
    : { precision: 0.99, recall: 0.99 };
}

/** Rules whose defects the generator plants in what is not staged: usage and buckets. */
const elsewhere = new Set(['DQ01', 'DQ29', 'DQ36']);
/** Rules about what is never staged. */
export const neverStaged = ['DQ29', 'DQ36'];

/** What is planted in one deployment and not in the operator. */
export interface InDeployment {
  /** Records without an id, and with the id of another one. */
  ids: { object: string; id: string }[];
  /** Those of the objects of which the server counts other numbers of records than it gives. */
  countedWrong(objects: string[]): string[];
}

const nameOf = (object: string, id: string) => `${object} ${id}`;

interface Discovered {
  staging: StagingStore;
  slug: string;
  /** The objects that are staged. */
  objects: string[];
  /** What the rules say, for those that count and list nothing. */
  report: QualityReport;
}

/**
 * Scores what the rules found against the answer key. The key lists what was planted. Where the operator's rows have the same
 * defect by chance, `completed` adds it, by reading the staged rows with code of its own.
 */
export async function scoreRules(
  { staging, slug, objects, report }: Discovered,
  defects: readonly Defect[],
  planted: InDeployment,
): Promise<Score[]> {
  const truth = new Map<string, Set<string>>();
  const add = (rule: string, object: string, id: string) =>
    truth.set(rule, (truth.get(rule) ?? new Set()).add(nameOf(object, id)));
  for (const { rule, object, id, field } of defects) {
    const kind = sameKind[rule] ?? rule;
    // A similar duplicate has the phone number in an unusual notation.
    if (kind === 'similar-duplicate') add('DQ06', object, id);
    // The content of a file is not staged.
    if (kind === 'DQ34' && field === 'content') continue;
    if (/^DQ/.test(kind) && !elsewhere.has(kind)) add(kind, object, id);
  }
  const read = (object: string) => readRows(staging, `${slug}/survey/${object}.csv`);
  await addByChance(read, add);
  for (const { object, id } of planted.ids) add('DQ01', object, id);

  const found = new Map<string, Set<string>>();
  const fields = new Map<string, Set<string>>();
  for await (const { object = '', id = '', rule = '', field = '' } of readRows(
    staging,
    `${slug}/survey/findings.csv`,
  )) {
    found.set(rule, (found.get(rule) ?? new Set()).add(nameOf(object, id)));
    const place = `${rule} ${nameOf(object, id)}`;
    fields.set(place, (fields.get(place) ?? new Set()).add(field));
  }
  /** In that field of that record, the key names another defect, an identifier or a look-alike. */
  const others = new Set(
    // What is planted in a custom field is in the only one that holds texts.
    defects.map(
      ({ object, id, field }) => `${nameOf(object, id)} ${field === 'extensions' ? 'extensions.dealer_note' : field}`,
    ),
  );
  const isOther = (rule: string, name: string) =>
    [...(fields.get(`${rule} ${name}`) ?? [])].every((field) => others.has(`${name} ${field}`));

  const listed = [...truth.keys()].map((rule): Score => {
    const [wanted, given] = [truth.get(rule)!, found.get(rule) ?? new Set<string>()];
    const wrong = [...given].filter((name) => !wanted.has(name) && !isOther(rule, name));
    const missed = [...wanted].filter((name) => !given.has(name));
    const hits = wanted.size - missed.length;
    return {
      rule,
      planted: wanted.size,
      found: given.size,
      precision: hits + wrong.length === 0 ? 1 : hits / (hits + wrong.length),
      recall: wanted.size === 0 ? 1 : hits / wanted.size,
      wrong: wrong.slice(0, 5),
      missed: missed.slice(0, 5),
    };
  });
  return [
    ...listed,
    ...(truth.has('DQ01') ? [] : [soundScore('DQ01', found.get('DQ01') ?? new Set())]),
    scoreCounts('DQ13', report, await timesWithoutZone(objects, read)),
    scoreCounts('DQ37', report, new Map(planted.countedWrong(objects).map((object) => [object, 1]))),
  ].toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
}

/** A rule that has nothing to find. */
const soundScore = (rule: string, found: ReadonlySet<string>): Score => ({
  ...{ rule, planted: 0, found: found.size, precision: found.size === 0 ? 1 : 0, recall: 1 },
  ...{ wrong: [...found].slice(0, 5), missed: [] },
});

/** Scores a rule that counts and lists nothing. What DQ37 counts is not known exactly: a server is wrong about an object or not. */
function scoreCounts(rule: 'DQ13' | 'DQ37', report: QualityReport, truth: ReadonlyMap<string, number>): Score {
  const { findings } = report.rules.find(({ id }) => id === rule)!;
  const found = new Map<string, number>(
    findings.map(({ object, field, rows }) => (rule === 'DQ37' ? [object, 1] : [`${object}.${field}`, rows])),
  );
  const sum = (counts: Iterable<number>) => [...counts].reduce((all, one) => all + one, 0);
  const places = [...new Set([...truth.keys(), ...found.keys()])];
  const hits = sum(places.map((place) => Math.min(truth.get(place) ?? 0, found.get(place) ?? 0)));
  const [planted, all] = [sum(truth.values()), sum(found.values())];
  return {
    ...{ rule, planted, found: all },
    ...{ precision: all === 0 ? 1 : hits / all, recall: planted === 0 ? 1 : hits / planted },
    wrong: places.filter((place) => (found.get(place) ?? 0) > (truth.get(place) ?? 0)).slice(0, 5),
    missed: places.filter((place) => (found.get(place) ?? 0) < (truth.get(place) ?? 0)).slice(0, 5),
  };
}

/** Columns that hold times in at least every second value, with the rows that have a time without a zone. */
async function timesWithoutZone(
  objects: string[],
  read: (object: string) => AsyncIterable<Row>,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const object of objects) {
    const filled = new Map<string, number>();
    const bare = new Map<string, number>();
    for await (const row of read(object))
      for (const [column, value] of Object.entries(row)) {
        if (value.trim() === '') continue;
        filled.set(column, (filled.get(column) ?? 0) + 1);
        if (/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:\.\d+)?$/.test(value.trim()))
          bare.set(column, (bare.get(column) ?? 0) + 1);
      }
    for (const [column, rows] of bare) if (2 * rows > filled.get(column)!) counts.set(`${object}.${column}`, rows);
  }
  return counts;
}

type Add = (rule: string, object: string, id: string) => void;

/** Defects that the operator's rows have by chance, because its values are drawn from short lists. */
async function addByChance(read: (object: string) => AsyncIterable<Row>, add: Add): Promise<void> {
  const active = new Map<string, string[]>();
  const closed: [digits: string, id: string][] = [];
  const activeAccounts = new Set<string>();
  for await (const row of read('subscribers')) {
    const id = row['subscriber_no']!;
    const digits = /^\d\.\d+E/.test(row['msisdn']!) ? '' : row['msisdn']!.replaceAll(/\D/g, '').slice(-9);
    const status = row['status']!.trim().toLowerCase();
    if (status === 'active') {
      activeAccounts.add(row['account_no']!);
      if (digits) active.set(digits, [...(active.get(digits) ?? []), id]);
    }
    if (status === 'terminated') closed.push([digits, id]);
    // The list of towns has one with a broken encoding.
    if (row['city'] === 'MÃ¡laga') add('DQ11', 'subscribers', id);
  }
  // 5,000 subscribers share 1,000 numbers that are reserved for fiction.
  for (const ids of active.values()) for (const id of ids.slice(1)) add('DQ08', 'subscribers', id);
  for (const [digits, id] of closed) if (active.has(digits)) add('DQ09', 'subscribers', id);
  for await (const row of read('billing_accounts'))
    if (row['status'] === 'Closed' && activeAccounts.has(row['account_no']!))
      add('DQ26', 'billing_accounts', row['account_no']!);
  // One of the employees has left.
  for await (const row of read('notes'))
    if (!['arun', 'beth', 'carl', 'dora'].includes(row['author']!)) add('DQ35', 'notes', row['note_id']!);
  const prices = new Map<string, number>();
  for await (const row of read('service_plans')) {
    prices.set(row['plan_code']!, Number(row['monthly_price']));
    // A second version of a plan.
    if (/^plan-/.test(row['plan_code']!)) add('DQ23', 'service_plans', row['plan_code']!);
  }
  for await (const row of read('product_catalog')) prices.set(row['offering_code']!, Number(row['price']));
  for await (const row of read('orders')) {
    const lines = JSON.parse(row['lines']!) as Record<string, string>[];
    if (
      lines.some(
        (line) => (prices.get(line['item_code']!) ?? Number(line['unit_price'])) !== Number(line['unit_price']),
      )
    )
      add('DQ24', 'orders', row['order_no']!);
  }
}
