import { mostMembers, sampledLists } from '../../domain/quality/limits.ts';
import { placeOfLine } from '../../domain/quality/conditions.ts';
import { isInvisibleIn, plainIdIn } from '../../domain/sql-identity.ts';
import { column, literal } from '../../domain/sql-text.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import { withTables } from './compare-csv.ts';
import type { StagingStore } from './port.ts';
import type { Survey, SurveyFile, SurveyTable } from './survey-database.ts';

/** The column that every table has beside its own: the id of the record, as the load reads it. */
export const keyColumn = column('#key');
/** The columns that hold JSON: a row's custom fields, and its lines. */
const [extensions, lines] = ['extensions', 'lines'];
/** The file with its blanks as nulls. It is read again each time, which takes less time than a copy of it. */
const source = column('#read');
const [members, line] = [column('#members'), column('#line')];

/** Reads one file: the table of its rows, and the table of their lines if they have any. */
export const loadFile = (survey: Survey, staging: StagingStore, file: SurveyFile): Promise<SurveyTable[]> =>
  staging.withLocalFile(file.path, (local) =>
    withTables(async (tableOf) => {
      const { object, columns, key } = file;
      const plain = columns.filter((name) => name !== extensions && name !== lines);
      const json = columns.filter((name) => name === extensions || name === lines);
      const cells = [
        ...plain.map((name) => `${filled(column(name))} as ${column(name)}`),
        ...json.map((name) => `${parsed(column(name))} as ${column(name)}`),
        `${columns.includes(key) ? `nullif(${plainIdIn(column(key))}, '')` : 'null::varchar'} as ${keyColumn}`,
      ];
      await survey.run(`create or replace temp view ${source} as select ${cells.join(', ')} from ${tableOf(local)}`);
      try {
        const table = await loadRows(survey, object, plain, json.includes(extensions));
        return json.includes(lines) ? [table, await loadLines(survey, object)] : [table];
      } finally {
        await survey.run(`drop view ${source}`);
      }
    }),
  );

async function loadRows(
  survey: Survey,
  object: ExtractedObject,
  plain: string[],
  hasExtensions: boolean,
): Promise<SurveyTable> {
  const found = hasExtensions ? await membersOf(survey, extensions, 'OBJECT') : [];
  const names = found.slice(0, mostMembers);
  const custom = names.map((name) => `${filled(memberOf(members, name))} as ${column(`extensions.${name}`)}`);
  const read = names.length > 0 ? `, from_json(${extensions}, ${literal(structureOf(names))}) as ${members}` : '';
  await survey.run(
    `create or replace table ${column(object)} as select ${[...plain.map(column), ...custom, keyColumn].join(', ')}
     from (select *${read} from ${source})`,
  );
  const columns = [...plain, ...names.map((name) => `extensions.${name}`)];
  const unseen = { members: found.length - names.length, lists: 0 };
  return { name: object, object, within: null, columns, rows: await countOf(survey, object), unseen };
}

async function loadLines(survey: Survey, object: ExtractedObject): Promise<SurveyTable> {
  const name = `${object}.${lines}`;
  const found = await membersOf(survey, lines, 'ARRAY');
  const columns = found.slice(0, mostMembers);
  const cells = columns.map((one) => `${filled(memberOf(line, one))} as ${column(one)}`);
  // Rows are numbered as they are read, which is the order of the table of the records.
  const numbered = `(select *, row_number() over () - 1 as ${placeOfLine} from ${source})`;
  const unnested = `unnest(from_json(${lines}, ${literal(`[${structureOf(columns)}]`)})) as ${line}`;
  await survey.run(
    columns.length === 0
      ? `create or replace table ${column(name)} (${keyColumn} varchar, ${placeOfLine} bigint)`
      : `create or replace table ${column(name)} as select ${[...cells, keyColumn, placeOfLine].join(', ')}
         from (select ${keyColumn}, ${placeOfLine}, ${unnested} from ${numbered} where json_type(${lines}) = 'ARRAY')`,
  );
  const [lists] = await survey.rows(`select count(*) from ${source} where json_type(${lines}) = 'ARRAY'`);
  const unseen = { members: found.length - columns.length, lists: Math.max(0, Number(lists?.[0]) - sampledLists) };
  return { name, object, within: lines, columns, rows: await countOf(survey, name), unseen };
}

const countOf = async (survey: Survey, table: string): Promise<number> =>
  Number((await survey.rows(`select count(*) from ${column(table)}`))[0]?.[0] ?? 0);

/** Names in the JSON objects of a column; of its lists, in all objects of the first rows. */
async function membersOf(survey: Survey, name: string, type: 'OBJECT' | 'ARRAY'): Promise<string[]> {
  const rows = `select ${name} as value from ${source} where json_type(${name}) = ${literal(type)}`;
  const found = await survey.rows(
    type === 'OBJECT'
      ? `select distinct unnest(json_keys(value)) from (${rows})`
      : `select distinct unnest(json_keys(line)) from (
           select unnest(from_json(value, '["json"]')) as line from (${rows} limit ${sampledLists})) where json_type(line) = 'OBJECT'`,
  );
  return (
    found
      .map(([member]) => String(member))
      // The ledger can't store such a name.
      .filter((member) => !/[\p{Cc}\p{Cs}]/u.test(member))
      .toSorted()
  );
}

/** Members of a JSON object as texts, as a structure for `from_json`. */
const structureOf = (names: string[]): string =>
  JSON.stringify(Object.fromEntries(names.map((name) => [name, 'VARCHAR'])));

const memberOf = (object: string, name: string): string => `${object}.${column(name)}`;
const filled = (text: string): string => `case when ${isInvisibleIn(text)} then null else ${text} end`;
/** Null for a text that is not JSON: no rule must end with it. */
const parsed = (text: string): string => `case when json_valid(${text}) then ${text}::json end`;
