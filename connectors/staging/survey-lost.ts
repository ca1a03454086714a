import type { Dependency } from '../../domain/quality/settings.ts';
import { plainIdIn } from '../../domain/sql-identity.ts';
import { column, literal } from '../../domain/sql-text.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import type { Survey } from './survey-database.ts';
import { keyColumn } from './survey-tables.ts';

/** Records of one object that are not loaded. */
export interface Lost {
  object: ExtractedObject;
  /** Those in which a rule found something. */
  blocked: number;
  /** Those that refer to one that is not loaded. */
  dependants: number;
}

/** A record without an id is found by its place. */
export const idOf = (table: string): string => `coalesce(${keyColumn}, 'row ' || (${column(table)}.rowid + 1))`;

/** Names that no object has. */
const [leftOut, group, kept, lost] = ['#left out', '#group', '#kept', '#lost'].map(column) as [
  string,
  string,
  string,
  string,
];

/** Rows with the same values in some fields. */
interface Groups {
  fields: readonly string[];
  values: AsyncIterable<string[]>;
}

/** Notes the records of an object that the mapping leaves out. Without fields: all of them. */
export async function noteLeftOut(survey: Survey, object: ExtractedObject, groups: Groups | null): Promise<void> {
  await survey.run(`create table if not exists ${leftOut} (object varchar, id varchar)`);
  const ids = `insert into ${leftOut} select ${literal(object)}, ${keyColumn} from ${column(object)} where ${keyColumn} is not null`;
  if (groups === null) return survey.run(ids);
  const { fields, values } = groups;
  const names = fields.map((_, place) => column(`#${place}`));
  await survey.run(`create or replace table ${group} (${names.map((name) => `${name} varchar`).join(', ')})`);
  await survey.append('#group', values);
  const cells = fields.map((field) => `coalesce(${column(field)}, '')`);
  await survey.run(`${ids} and (${cells.join(', ')}) in (select (${names.join(', ')}) from ${group})`);
  await survey.run(`drop table ${group}`);
}

/** Finds what is not loaded, from the table of what the rules found, and from what the mapping leaves out. */
export function openLost(survey: Survey): {
  blockedBy(rule: string | null, all: readonly Dependency[]): Promise<Lost[]>;
} {
  let isPrepared = false;
  /** Records that are not loaded even if no rule finds anything. */
  const prepare = async (dependencies: readonly Dependency[]): Promise<void> => {
    if (isPrepared) return;
    isPrepared = true;
    await survey.run(`create table if not exists ${leftOut} (object varchar, id varchar)`);
    await spread(survey, kept, `select distinct object, id, 0 as round from ${leftOut}`, dependencies);
  };
  return {
    async blockedBy(rule, all) {
      const dependencies = all.filter((one) => isIn(survey, one));
      await prepare(dependencies);
      const alone = rule === null ? '' : `having count(distinct rule) = 1 and min(rule) = ${literal(rule)}`;
      const found = `select object, id, 0 as round from hit where blocks group by object, id ${alone}`;
      const others = (table: string) => `(object, id) not in (select (object, id) from ${table})`;
      await spread(
        survey,
        lost,
        rule === null
          ? // Their own place is before that of what was found, so that they are not counted.
            `select * from (${found}) where ${others(leftOut)} union all select distinct object, id, -1 from ${leftOut}`
          : `select * from (${found}) where ${others(kept)}`,
        dependencies,
        rule === null ? null : kept,
      );
      const rows = await survey.rows(
        `select object, count(*) filter (where round = 0), count(*) filter (where round > 0) from ${lost}
         where round >= 0 group by 1 order by 1`,
      );
      return rows.map(([object, blocked, dependants]) => ({
        object: object as ExtractedObject,
        blocked: Number(blocked),
        dependants: Number(dependants),
      }));
    },
  };
}

/** Whether the survey has the columns and at least one of the objects that they refer to. */
function isIn({ tables }: Survey, { table, columns, parents, named }: Dependency): boolean {
  const own = tables.find(({ name }) => name === table);
  return (
    own !== undefined &&
    columns.length > 0 &&
    [...columns, ...(named === null ? [] : [named])].every((name) => own.columns.includes(name)) &&
    parents.some((parent) => tables.some(({ name }) => name === parent))
  );
}

/** Fills a table with records, those that refer to them, and so on. @param without a table with records that are left out */
async function spread(
  survey: Survey,
  table: string,
  seeds: string,
  dependencies: readonly Dependency[],
  without: string | null = null,
): Promise<void> {
  await survey.run(`create or replace table ${table} as ${seeds}`);
  for (let round = 1, grew = true; grew; round += 1) {
    for (const { object, table: own, columns, parents, named } of dependencies) {
      const value = plainIdIn(`coalesce(${columns.map(column).join(', ')})`);
      const gone = (parent: string) => `select id from ${table} where object = ${literal(parent)} and round < ${round}`;
      const present = parents.filter((parent) => survey.tables.some(({ name }) => name === parent));
      const survivors = present.map(
        (parent) =>
          `select ${keyColumn} from ${column(parent)} where ${keyColumn} is not null and ${keyColumn} not in (${gone(parent)})`,
      );
      const conditions = [
        `${value} in (${present.map(gone).join(' union all ')})`,
        // Of several objects, one is enough.
        ...(present.length > 1 ? [`${value} not in (${survivors.join(' union all ')})`] : []),
        ...(named === null ? [] : [`${column(named)} = ${literal(parents[0]!)}`]),
        ...[table, ...(without === null ? [] : [without])].map(
          (known) => `${idOf(own)} not in (select id from ${known} where object = ${literal(object)})`,
        ),
        `${idOf(own)} not in (select id from hit where blocks and object = ${literal(object)})`,
      ];
      await survey.run(
        `insert into ${table} select distinct ${literal(object)}, ${idOf(own)}, ${round} from ${column(own)}
         where ${conditions.join(' and ')}`,
      );
    }
    const [row] = await survey.rows(`select count(*) from ${table} where round = ${round}`);
    grew = Number(row?.[0]) > 0;
  }
}
