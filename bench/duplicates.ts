/**
 * Compares the search for similar duplicates with Splink on FEBRL 1 and FEBRL 4, whose true pairs are known, once with all columns
 * and once without birth date and document number: precision, recall, F1 and seconds. Splink runs with its own blocks and with
 * ours. Both are scored at a probability of 0.5, and at the threshold that is best in hindsight, before our guards, which Splink has
 * not. The pairs in our clusters are scored too: FEBRL replaces whole names, which guards take for other people. Splink searches
 * FEBRL 4 between its two files only; we search all of it. Then people who look alike, with our search only.
 * node tools/run.mjs --import tsx bench/duplicates.ts [--json]
 * Needs Python 3.10 or later, and the network once: packages go into ~/.cache/portage. Exits with 1 if an F1 is below that of
 * Splink with its own blocks.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import Table from 'cli-table3';
import { stringify } from 'csv-stringify/sync';
import { createLocalStaging } from '../connectors/staging/local.ts';
import { openSurvey } from '../connectors/staging/survey.ts';
import { prepareParties } from '../connectors/staging/survey-parties.ts';
import { blocks, partyColumns } from '../domain/duplicate-search/blocks.ts';
import { timesIn } from '../domain/quality/readings.ts';
import type { ValueContext } from '../domain/values/value.ts';
import { probability } from '../domain/duplicate-search/weights.ts';
import type { SemanticType } from '../schemas/column-facts.ts';
import { searchDuplicates, weighPairs } from '../steps/discovery/search-duplicates.ts';
import { pythonWith } from './python.ts';
import { pairsIn, searchIn, tableOfPeople } from '../test/support/similar-duplicates.ts';
import { makeLookAlikes } from '../test/support/look-alikes.ts';
import { factOf } from '../test/support/survey.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const own = fileURLToPath(new URL('duplicates/', import.meta.url));
const python = pythonWith('splink-5.0.0', join(own, 'requirements.txt'));

/** A pair of ids as one text, and how sure it is. */
type Pairs = Map<string, number>;

interface Line {
  set: string;
  columns: string;
  by: string;
  precision: number;
  recall: number;
  f1: number;
  seconds: number;
}

/** Columns that our search gets, by type. */
const columns: Record<string, SemanticType> = {
  rec_id: 'id',
  given_name: 'given_name',
  surname: 'family_name',
  street: 'street',
  address_2: 'street',
  suburb: 'city',
  postcode: 'postcode',
  date_of_birth: 'birth_date',
  soc_sec_id: 'tax_number',
};
const personal = ['date_of_birth', 'soc_sec_id'];

/** Our blocks in the columns of FEBRL, for Splink. */
const theirNames: Record<string, string> = {
  given: 'given_name',
  family: 'surname',
  street: 'address_1',
  line: 'address_2',
  house: 'street_number',
  city: 'suburb',
  birth: 'date_of_birth',
  document: 'soc_sec_id',
};
const ourBlocks = (isBare: boolean): string[][] =>
  blocks
    .map(({ keys }) => keys.map((key) => key.replaceAll(/\w+/g, (word) => theirNames[word] ?? word)))
    .filter((keys) => !/\b(email|phone|core)\b/.test(keys.join(' ')))
    .filter((keys) => !isBare || !personal.some((name) => keys.join(' ').includes(name)));

const byUs = 'ours, by score';

const pairOf = (one: string, other: string): string => [one, other].toSorted().join(' ');

const run = (...args: string[]): string =>
  execFileSync(python, [join(own, 'febrl.py'), ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

async function splink(folder: string, set: string, isBare: boolean, rules: string): Promise<[Pairs, number]> {
  const out = join(folder, 'splink.csv');
  const seconds = Number(run('match', folder, set, isBare ? 'bare' : 'all', rules, out));
  const rows = parse(await readFile(out));
  return [new Map(rows.map(([one, other, score]) => [pairOf(one!, other!), Number(score)])), seconds];
}

/** Every pair with its score, before the guards, and the pairs in clusters that are at least likely. */
interface Ours {
  scored: Pairs;
  clustered: Pairs;
  seconds: number;
  remark: string;
}

const readAs: ValueContext = {
  ...{ timeZone: 'Australia/Sydney', phoneRegion: 'AU', currency: 'AUD', sentinels: new Set() },
  column: null,
};

async function search(folder: string, set: string, isBare: boolean): Promise<Ours> {
  const records = parse<Record<string, string>>(await readFile(join(folder, `${set}.csv`)), { columns: true });
  const names = Object.keys(columns).filter((name) => !isBare || !personal.includes(name));
  const rows = records.map((row) =>
    names.map((name) => (name === 'street' ? `${row['street_number']} ${row['address_1']}` : (row[name] ?? ''))),
  );
  const staging = createLocalStaging(folder);
  await staging.write('contacts.csv', Readable.from([stringify([names, ...rows])]));
  const object = 'contacts';
  const facts = names.map((name) => factOf(object, null, name, columns[name]!, []));
  const start = Date.now();
  const survey = await openSurvey(staging, [{ object, path: 'contacts.csv', columns: names, key: 'rec_id' }]);
  try {
    const found = await searchDuplicates(survey, { object, facts, readAs: () => readAs, merges: null });
    const clustered: Pairs = new Map();
    for await (const { tier, ids } of found!.clusters)
      if (tier !== 'unsure')
        ids.forEach((one, at) => ids.slice(at + 1).forEach((other) => clustered.set(pairOf(one, other), 1)));
    const seconds = (Date.now() - start) / 1_000;
    const birth = facts.find(({ semantic }) => semantic === 'birth_date');
    const births = birth ? timesIn(birth, readAs) : null;
    const parties = await prepareParties(survey, object, partyColumns(facts)!, births);
    const { pairs, model } = await weighPairs(parties, null);
    const scored = pairs.map(({ ids, weight }): [string, number] => [pairOf(...ids), probability(weight, model.odds)]);
    const remark = `${found!.compared} pairs compared${found!.isLearned ? ', weights learned' : ''}`;
    return { scored: new Map(scored), clustered, seconds, remark };
  } finally {
    await survey.close();
  }
}

function scoreAt(
  pairs: Pairs,
  truth: ReadonlySet<string>,
  threshold: number,
): Pick<Line, 'precision' | 'recall' | 'f1'> {
  const found = [...pairs].filter(([, score]) => score >= threshold);
  const right = found.filter(([pair]) => truth.has(pair)).length;
  const [precision, recall] = [found.length === 0 ? 1 : right / found.length, right / truth.size];
  return { precision, recall, f1: (2 * right) / (found.length + truth.size) };
}

/** The score at the threshold that is best in hindsight. */
const bestScore = (pairs: Pairs, truth: ReadonlySet<string>) =>
  [...new Set([...pairs.values()].map((score) => Math.floor(score * 1_000) / 1_000)), 0.9999]
    .map((threshold) => scoreAt(pairs, truth, threshold))
    .reduce((best, one) => (one.f1 > best.f1 ? one : best));

const folder = await mkdtemp(join(tmpdir(), 'portage-bench-duplicates-'));
const lines: Line[] = [];
try {
  run('write', folder);
  for (const set of ['febrl1', 'febrl4'])
    for (const isBare of [false, true]) {
      const truth = new Set(parse(await readFile(join(folder, `${set}-truth.csv`))).map(([a, b]) => pairOf(a!, b!)));
      const add = (by: string, seconds: number, score: ReturnType<typeof scoreAt>) =>
        lines.push({ set, columns: isBare ? 'no birth date, no document' : 'all', by, ...score, seconds });
      const ours = await search(folder, set, isBare);
      console.error(`${set}: ${ours.remark}`);
      add(byUs, ours.seconds, scoreAt(ours.scored, truth, 0.5));
      add(`${byUs}, best threshold`, ours.seconds, bestScore(ours.scored, truth));
      add('ours, in clusters, with guards', ours.seconds, scoreAt(ours.clustered, truth, 0.5));
      const rules = join(folder, 'blocks.json');
      await writeFile(rules, JSON.stringify(ourBlocks(isBare)));
      for (const [name, file] of [
        ['Splink', 'own'],
        ['Splink with our blocks', rules],
      ] as const) {
        const [theirs, seconds] = await splink(folder, set, isBare, file);
        add(name, seconds, scoreAt(theirs, truth, 0.5));
        add(`${name}, best threshold`, seconds, bestScore(theirs, truth));
      }
    }
} finally {
  await rm(folder, { recursive: true });
}

/** People who look alike, beside some who are described twice. */
const crowd = makeLookAlikes(1_000);
for (const isBare of [false, true]) {
  const people = isBare ? crowd.people.map((one) => ({ ...one, birth: '', document: '' })) : crowd.people;
  const start = Date.now();
  const { clusters } = await searchIn('contacts', tableOfPeople(people));
  const seconds = (Date.now() - start) / 1_000;
  const truth = new Set(crowd.same.map(([one, other]) => pairOf(one, other)));
  const found = [...pairsIn(clusters)];
  for (const [by, tiers] of [
    ['certain', ['certain']],
    ['certain and likely', ['certain', 'likely']],
  ] as const) {
    const pairs: Pairs = new Map(
      found.filter(([, tier]) => tiers.some((one) => one === tier)).map(([pair]) => [pair, 1]),
    );
    lines.push({
      ...{ set: 'look-alikes', columns: isBare ? 'no birth date, no document' : 'all', by: `ours, ${by}` },
      ...{ ...scoreAt(pairs, truth, 0.5), seconds },
    });
  }
}

if (values.json) console.log(JSON.stringify(lines));
else {
  const table = new Table({
    head: ['Data', 'Columns', 'By', 'Precision', 'Recall', 'F1', 'Seconds'],
    style: { head: [], border: [] },
  });
  for (const { set, columns: used, by, precision, recall, f1, seconds } of lines)
    table.push([set, used, by, ...[precision, recall, f1].map((share) => share.toFixed(4)), seconds.toFixed(1)]);
  console.log(table.toString());
}
/** Splink has no guards, so scores are compared with scores, each at 0.5 and at its best. */
const f1Of = (set: string, used: string, by: string) =>
  lines.find((one) => one.set === set && one.columns === used && one.by === by)!.f1;
const isBelow = lines.some(
  ({ set, columns: used, by, f1 }) =>
    /^Splink(, best.*)?$/.test(by) && f1Of(set, used, by.replace('Splink', byUs)) < f1,
);
process.exitCode = isBelow ? 1 : 0;
