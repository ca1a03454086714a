import type { DuckDBValue } from '@duckdb/node-api';
import {
  blocks,
  fullySearched,
  isWorthComparing,
  largestBlock,
  mostNames,
  nameMark,
  nameParts,
  namesOf,
  partMark,
  preparedRows,
  sharedBy,
  type PartyColumns,
} from '../../domain/duplicate-search/blocks.ts';
import { readNames, type Party } from '../../domain/duplicate-search/party.ts';
import type { Reading } from '../../domain/quality/readings.ts';
import { column, literal } from '../../domain/sql-text.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import type { Survey } from './survey-database.ts';
import { openReadings } from './survey-readings.ts';

/** A record that is compared. */
export interface PartyRow {
  /** Number of its row. */
  place: number;
  id: string;
  party: Party;
  /** Values of the columns that were asked for, as they are in the source. */
  values: string[];
}

/** The people and firms of an object, prepared to be compared, in the survey's database. */
export interface Parties {
  /** Records with a name and an id. */
  records: number;
  /** Pairs that may be the same, each once. @param columns whose values are given beside the records */
  pairs(columns: readonly string[]): AsyncIterable<[PartyRow, PartyRow]>;
  /** Pairs of records with the same postcode and other names, and how many of them have the same town. */
  neighbours(): Promise<{ pairs: number; same: number }>;
  /** Records evenly spread. */
  sample(size: number): Promise<Party[]>;
  at(places: readonly number[]): Promise<Map<number, PartyRow>>;
  drop(): Promise<void>;
}

const [names, party, shared] = [column('#names'), column('#party'), column('#shared')];
const [block, pair, near] = [column('#block'), column('#pair'), column('#near')];

/** Prepares the records of an object. Memory does not grow with them. */
export async function prepareParties(
  survey: Survey,
  object: LoadedObject,
  columns: PartyColumns,
  births: Reading | null,
): Promise<Parties> {
  if (births) await openReadings(survey).prepare(births);
  await readAllNames(survey, object, columns);
  await survey.run(
    `create or replace table ${party} as select * exclude (names), ${nameParts
      .map((part, at) => `nullif(split_part(value, ${literal(partMark)}, ${at + 2}), '') as ${column(part)}`)
      .join(', ')}
     from (${preparedRows(object, columns, births)}) as row
     join ${names} as name on split_part(name.value, ${literal(partMark)}, 1) = row.names
     where id is not null`,
  );
  await dropShared(survey);
  const [row] = await survey.rows(`select count(*) from ${party}`);
  const records = Number(row?.[0]);
  // A custom field that no row has is no column.
  const present = new Set(survey.tables.find(({ name }) => name === object)?.columns);
  return {
    records,
    async *pairs(wanted) {
      await findPairs(survey, records);
      const values = ['x', 'y'].flatMap((row) =>
        wanted.map((name) => (present.has(name) ? `${row}.${column(name)}` : 'null::varchar')),
      );
      const cells = [...cellsOf('a'), ...cellsOf('b')];
      const raw =
        wanted.length === 0
          ? ''
          : `join ${column(object)} as x on x.rowid = pair.first join ${column(object)} as y on y.rowid = pair.second`;
      await keepNear(survey, records);
      const found = survey.stream(
        `select ${[...cells, ...values].join(', ')} from ${near} as pair
         join ${party} as a on a.place = pair.first join ${party} as b on b.place = pair.second ${raw}`,
      );
      for await (const one of found) {
        const [first, second] = [one.slice(0, width), one.slice(width, 2 * width)];
        const values = one.slice(2 * width).map(textOf);
        yield [
          rowOf(first, records, values.slice(0, wanted.length)),
          rowOf(second, records, values.slice(wanted.length)),
        ];
      }
    },
    async neighbours() {
      // A record that is there twice counts once.
      const [row = []] = await survey.rows(
        `select coalesce(sum(total * (total - 1) / 2), 0), coalesce(sum(same), 0) from (
           select sum(records) as total, sum(records * (records - 1) / 2) as same from (
             select postcode, city, count(distinct coalesce(core, family, given)) as records from ${party}
             where postcode is not null and city is not null group by postcode, city
           ) group by postcode
         )`,
      );
      const [pairs = 0, same = 0] = row.map(Number);
      return { pairs, same };
    },
    async sample(size) {
      const step = Math.max(1, Math.floor(records / size));
      const found = await survey.rows(
        `select ${cellsOf('a').join(', ')} from ${party} as a where rowid % ${step} = 0 limit ${size}`,
      );
      return found.map((one) => rowOf(one, records, []).party);
    },
    async at(places) {
      const found = new Map<number, PartyRow>();
      for (let from = 0; from < places.length; from += atOnce) {
        const list = places.slice(from, from + atOnce).join(', ');
        for (const one of await survey.rows(
          `select ${cellsOf('a').join(', ')} from ${party} as a where place in (${list})`,
        ))
          found.set(Number(one[0]), rowOf(one, records, []));
      }
      return found;
    },
    async drop() {
      for (const table of [names, party, shared, block, pair, near]) await survey.run(`drop table if exists ${table}`);
    },
  };
}

/** Records that are looked up at once. */
const atOnce = 2_000;

/** Names are read by the same function for all alphabets, each name once. */
async function readAllNames(survey: Survey, object: LoadedObject, columns: PartyColumns): Promise<void> {
  await survey.run(`create or replace table ${names} (value varchar)`);
  const found = survey.stream(`select distinct ${namesOf(columns)} from ${column(object)}`);
  async function* read(): AsyncGenerator<string> {
    for await (const [text] of found) {
      const [given = '', family = '', whole = '', company = ''] = String(text).split(nameMark);
      const { person, firm } = readNames({ given, family, whole, company });
      if (person.given + person.family + firm.core === '') continue;
      yield [String(text), person.given, person.family, person.mark, firm.core, firm.form].join(partMark);
    }
  }
  await survey.append('#names', read());
}

/** Takes away what too many different names share, and counts surnames. */
async function dropShared(survey: Survey): Promise<void> {
  const lists = Object.entries(sharedBy).map(
    ([what, keys]) =>
      `select ${literal(what)} as what, hash(${keys.join(', ')}) as value from ${party}
       where ${keys[0]} is not null group by ${keys.join(', ')} having count(distinct hash(given, family, core)) > ${mostNames}`,
  );
  await survey.run(`create or replace table ${shared} as ${lists.join(' union all ')}`);
  const isShared = (what: string) =>
    `hash(${sharedBy[what]!.join(', ')}) in (select value from ${shared} where what = ${literal(what)})`;
  const kept = Object.entries(sharedBy).flatMap(([what, keys]) =>
    // A city is no address.
    keys
      .filter((key) => key !== 'city')
      .map((key) => `case when ${isShared(what)} then null else ${key} end as ${key}`),
  );
  await survey.run(
    `create or replace table ${party} as select * replace (${kept.join(', ')}), held from ${party}
     left join (select family, count(*) as held from ${party} where family is not null group by family) using (family)`,
  );
}

async function findPairs(survey: Survey, records: number): Promise<void> {
  await survey.run(`create or replace table ${pair} (first bigint, second bigint)`);
  for (const { keys, isWide } of blocks) {
    if (isWide && records > fullySearched) continue;
    const filled = keys.map((key) => `${key} is not null`).join(' and ');
    await survey.run(
      `create or replace table ${block} as select place, hash(${keys.join(', ')}) as same,
         hash(${[...keys, 'postcode', 'birth'].join(', ')}) as narrow from ${party} where ${filled}`,
    );
    const largest = await joinBlock(survey, records, 'same', 0);
    // The rows of blocks that are too large are compared if they agree in more.
    await joinBlock(survey, records, 'narrow', largest);
  }
}

/**
 * Keeps the pairs that are worth a comparison. A query of its own: with everything that is read of them, it needs more memory than
 * there is. The condition names the pair, too; otherwise the planner would compare each record with each other one.
 */
const keepNear = (survey: Survey, records: number): Promise<void> =>
  survey.run(
    `create or replace table ${near} as select pair.first, pair.second from (select distinct first, second from ${pair}) as pair
     join ${party} as a on a.place = pair.first join ${party} as b on b.place = pair.second
     where case when pair.first < 0 or a.id = b.id then false else ${isWorthComparing(records)} end`,
  );

/** Adds the pairs of the blocks that are not too large. @param above only rows of blocks by `same` that have more rows */
async function joinBlock(survey: Survey, records: number, key: 'same' | 'narrow', above: number): Promise<number> {
  const rows =
    above === 0 && key === 'same'
      ? block
      : `(select * from ${block} where same in (select same from ${block} group by same having count(*) > ${above}))`;
  const sizes = await survey.rows(
    `select size, count(*) from (select count(*) as size from ${rows} group by ${key} having count(*) > 1) group by size order by size`,
  );
  const largest = largestBlock(
    records,
    sizes.map(([size, count]) => ({ size: Number(size), blocks: Number(count) })),
  );
  if (largest > 1)
    await survey.run(
      `insert into ${pair} with several as (select ${key} from ${rows} group by ${key} having count(*) between 2 and ${largest}),
         kept as materialized (select place, ${key} from ${rows} where ${key} in (select ${key} from several))
       select a.place, b.place from kept as a join kept as b on a.${key} = b.${key} and a.place < b.place`,
    );
  return largest;
}

const texts = [
  'given',
  'family',
  'mark',
  'core',
  'form',
  'birth',
  'email',
  'phone',
  'document',
  'street',
  'line',
  'house',
  'city',
  'postcode',
];
const width = texts.length + 3;
const cellsOf = (row: string): string[] => ['place', 'id', 'held', ...texts].map((name) => `${row}.${name}`);
const textOf = (value: DuckDBValue | undefined): string => (value === null || value === undefined ? '' : String(value));

function rowOf(cells: DuckDBValue[], records: number, values: string[]): PartyRow {
  const [place, id, held, ...rest] = cells;
  const [given, family, mark, core, form, birth, email, phone, document, street, line, house, city, postcode] =
    rest.map(textOf) as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
  return {
    place: Number(place),
    id: String(id),
    values,
    party: {
      person: { given, family, mark },
      firm: { core, form },
      ...{ birth, email, phone, document, street, line, house, city, postcode },
      surnameShare: Math.max(0, Number(held ?? 0) - 1) / records,
    },
  };
}
