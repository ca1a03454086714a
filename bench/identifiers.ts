/**
 * What the guard against network identifiers does and costs: recall for each notation, false alarms for each look-alike, CPU
 * for each row next to the detector that it replaces, and a file of fingerprints of a large operator.
 * node tools/run.mjs --import tsx bench/identifiers.ts [--identifiers 6000000] [--rounds 5] [--json] [--write]
 * --write brings the tables of docs/identifier-rules.md up to date and measures nothing else.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readFingerprints, writeFingerprints, type Identifier } from '../connectors/fingerprints/file.ts';
import { fingerprintKey } from '../connectors/fingerprints/key.ts';
import { createLocalStaging } from '../connectors/staging/local.ts';
import { createGuard, type Guard } from '../domain/identifiers/guard.ts';
import { longestForm, writeForm } from '../domain/identifiers/kinds.ts';
import { openKnown, type Known } from '../domain/identifiers/known.ts';
import { isWithheldName, redact } from './earlier-detector.ts';
import { flatRows } from '../emulators/bss/flat-rows.ts';
import { scaleOf } from '../emulators/bss/scale.ts';
import { lookAlikes } from '../test/domain/identifiers/look-alikes.ts';
import { measure, render } from '../test/domain/identifiers/measure.ts';
import { knownOf, subscribersOf } from '../test/domain/identifiers/operator.ts';
import { seeded } from '../test/domain/identifiers/random.ts';

const { values } = parseArgs({
  options: {
    identifiers: { type: 'string', default: '6000000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const document = new URL('../docs/identifier-rules.md', import.meta.url);

/** Microseconds of CPU for each of `count` things, the best of some rounds; other programs disturb it least. */
function cpuOf(count: number, work: () => void): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / count);
  }
  return best;
}

type Fields = [name: string, value: string][];

/** Rows of the emulated operator as texts by field. */
function rowsOfOperator(): Record<string, Fields[]> {
  const scale = scaleOf({ accounts: 2_000 });
  const { accounts, subscribers, orders, invoices, notes, interactions } = flatRows(scale, 1);
  const textsOf = (row: object): Fields =>
    Object.entries(row).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' && value !== '' ? [[name, value]] : [],
    );
  const all = {
    accounts: accounts(),
    subscribers: subscribers(),
    orders: orders(),
    invoices: invoices(0, scale.invoices),
    notes: notes(),
    interactions: interactions(),
  };
  return Object.fromEntries(Object.entries(all).map(([name, rows]) => [name, Array.from(rows, textsOf)]));
}

function measureRows(guard: Guard) {
  const today = (rows: Fields[]) => {
    for (const row of rows) for (const [name, value] of row) if (!isWithheldName(name)) redact(value);
  };
  const scan = (rows: Fields[]) => {
    for (const row of rows) for (const [name, value] of row) guard.scanValue(name, value);
  };
  const all = rowsOfOperator();
  for (const rows of Object.values(all)) [today, scan].forEach((work) => cpuOf(rows.length, () => work(rows)));
  return Object.entries(all).map(([object, rows]) => {
    const [before, after] = [cpuOf(rows.length, () => today(rows)), cpuOf(rows.length, () => scan(rows))];
    const fields = rows.reduce((sum, row) => sum + row.length, 0) / rows.length;
    return { object, fields, todayMicros: before, guardMicros: after, ratio: after / before };
  });
}

/** Equal parts of IMSIs, ICCIDs and IMEIs. */
function* identifiersOf(count: number): Generator<Identifier> {
  const random = seeded(7);
  for (let made = 0; made < count; made += 3) {
    yield { kind: 'imsi', value: `99970${random.digits(10)}` };
    yield { kind: 'iccid', value: `8999901${random.digits(12)}` };
    yield { kind: 'imei', value: `35${String(random.below(3_000)).padStart(6, '0')}${random.digits(7)}` };
  }
}

/** Look-ups a second with hashing, for numbers that are not known. */
function lookUpsOf(known: Known): number {
  const forms = Array.from({ length: 1_000 }, (_, place) => seeded(place).digits(15));
  const buffer = new Uint8Array(longestForm + 1);
  const count = 1_000_000;
  const micros = cpuOf(count, () => {
    for (let place = 0; place < count; place += 1) {
      known.has(buffer, writeForm('imsi', forms[place % forms.length]!, buffer));
    }
  });
  return Math.round(1_000_000 / micros);
}

/** Numbers of 15 digits a second through the whole guard. */
function tokensOf(guard: Guard): number {
  const random = seeded(11);
  const texts = Array.from({ length: 2_000 }, () => Array.from({ length: 10 }, () => random.digits(15)).join('; '));
  return Math.round(1_000_000 / cpuOf(texts.length * 10, () => texts.forEach((text) => guard.scanText(text))));
}

/** Milliseconds of CPU for texts of a megabyte, among them those that make patterns slow. */
function megabytesOf(guard: Guard): Record<string, number> {
  const size = 1_000_000;
  const random = seeded(13);
  const repeat = (text: string) => text.repeat(Math.ceil(size / text.length)).slice(0, size);
  const texts: Record<string, string> = {
    prose: repeat('The customer called about the bill and wants to be called back soon. '),
    digits: random.digits(size),
    hex: random.hex(size),
    base64: Buffer.from(random.hex(size * 1.5), 'hex').toString('base64'),
    escapes: repeat('%39'),
    labels: repeat('imsi 1 '),
    labelledNumbers: repeat('imsi 999121234567890 '),
    lookAlikeLetters: repeat('1oooo'),
    dots: repeat('1.'),
  };
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, Math.round(cpuOf(1_000, () => guard.scanText(text)))]),
  );
}

/** Look-alikes of which something is withheld, of 10,000 of each kind. */
const alarmsOf = (guard: Guard) =>
  lookAlikes.reduce((total, { write }, place) => {
    const random = seeded(place);
    const texts = Array.from({ length: 10_000 }, () => write(random));
    return total + texts.filter((text) => guard.scanText(text).some(({ action }) => action === 'withhold')).length;
  }, 0);

async function measureFile(count: number) {
  const folder = mkdtempSync(join(tmpdir(), 'portage-bench-'));
  try {
    const staging = createLocalStaging(folder);
    const key = fingerprintKey('a secret of the bench with more than 32 signs', 'bench');
    const before = process.cpuUsage();
    const { bytes, fingerprints } = await writeFingerprints(staging, 'file', key, '', identifiersOf(count));
    const built = process.cpuUsage(before);
    const peakMb = Math.round(process.resourceUsage().maxRSS / 1_024);
    const began = performance.now();
    const known = openKnown(await readFingerprints(staging, 'file', key), key);
    const openMs = Math.round(performance.now() - began);
    const guard = createGuard({ known });
    return {
      fingerprints,
      megabytes: bytes / 1e6,
      falsePositiveRate: fingerprints / 2 ** 52,
      buildCpuSeconds: (built.user + built.system) / 1e6,
      peakMb,
      openMs,
      lookUpsPerSecond: lookUpsOf(known),
      tokensPerSecond: tokensOf(guard),
      alarms: alarmsOf(guard),
      megabyteMs: megabytesOf(guard),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function main(): Promise<void> {
  const tables = measure();
  if (values.write) {
    const text = readFileSync(document, 'utf8');
    writeFileSync(document, text.slice(0, text.indexOf('## Rules')) + render(tables));
    return;
  }
  const rows = measureRows(createGuard({ known: knownOf(subscribersOf(1, 60_000)) }));
  const file = await measureFile(Number(values.identifiers));
  const sum = (list: { found: number }[]) => list.reduce((total, one) => total + one.found, 0);
  const result = {
    own: { found: sum(tables.own), of: tables.own.length * tables.texts },
    foreign: { found: sum(tables.foreign), of: tables.foreign.length * tables.texts },
    lookAlikes: {
      withheld: tables.alarms.reduce((total, one) => total + one.withheld, 0),
      kinds: tables.alarms.length,
    },
    rows,
    file,
  };
  const print = (text: string) => process.stdout.write(`${text}\n`);
  if (values.json) return void print(JSON.stringify(result));
  print(render(tables));
  for (const { object, fields, todayMicros, guardMicros, ratio } of rows) {
    print(
      `${object}: ${fields.toFixed(1)} fields, ${guardMicros.toFixed(1)} µs a row, before ${todayMicros.toFixed(1)}, ratio ${ratio.toFixed(2)}`,
    );
  }
  for (const [name, value] of Object.entries(file)) print(`${name}: ${JSON.stringify(value)}`);
}

await main();
