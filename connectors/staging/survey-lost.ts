import { isUnsound, placeIn, recordOf, routed } from '../../domain/quality/conditions.ts';
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

/** Where the record of a row, or of a line, is. */
export const rowIn = (table: string, object: ExtractedObject): string => `'row ' || (${placeIn(table, object)} + 1)`;

/** A record without an id is found by its place. */
export const idOf = (table: string, object: ExtractedObject): string =>
  `coalesce(${keyColumn}, ${rowIn(table, object)})`;

/** Names that no object has. */
const [leftOut, group, kept, lost] = ['#left out', '#group', '#kept', '#lost'].map(column) as [
  string,
  string,
  string,
  string,
];

/** The name of the record that a row of a table belongs to. */
export const recordIn = (table: string, object: ExtractedObject): string => recordOf(object, placeIn(table, object));

/** Rows with the same values in some fields, with the number of the route that they take; none if the mapping leaves them out. */
export type RoutedGroup = readonly [...values: string[], route: string];

/** Notes the route of each record of an object, and the records that the mapping leaves out: a load looks at the id first. */
export async function noteRoutes(
  survey: Survey,
  object: ExtractedObject,
  fields: readonly string[],
  groups: AsyncIterable<RoutedGroup>,
): Promise<void> {
  await survey.run(`create table if not exists ${leftOut} (object varchar, id varchar)`);
  const names = fields.map((_, place) => column(`#${place}`));
  await survey.run(
    `create or replace table ${group} (${[...names, 'route'].map((name) => `${name} varchar`).join(', ')})`,
  );
  await survey.append('#group', groups);
  const same = fields.map((field, place) => `coalesce(one.${column(field)}, '') = ${group}.${names[place]!}`);
  const rows = `(select *, rowid as place, ${isUnsound(object)} as unsound from ${column(object)}) one
    join ${group} on ${['true', ...same].join(' and ')}`;
  await survey.run(
    `insert into ${leftOut} select ${literal(object)}, one.${keyColumn} from ${rows} where not unsound and route = ''`,
  );
  await survey.run(
    `insert into ${routed} select ${literal(object)}, place, route::integer from ${rows} where route <> ''`,
  );
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
      const found = `select object, record as id, 0 as round from hit where blocks and record is not null group by all ${alone}`;
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
      const record = recordIn(own, object);
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
          (known) => `${record} not in (select id from ${known} where object = ${literal(object)})`,
        ),
        `${record} not in (select record from hit where blocks and object = ${literal(object)} and record is not null)`,
      ];
      await survey.run(
        `insert into ${table} select distinct ${literal(object)}, ${record}, ${round} from ${column(own)}
         where ${conditions.join(' and ')}`,
      );
    }
    const [row] = await survey.rows(`select count(*) from ${table} where round = ${round}`);
    grew = Number(row?.[0]) > 0;
  }
}
