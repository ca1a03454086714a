import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import type { MatchValues, NumberedRule } from '../../domain/match/compare.ts';
import { literal } from '../../domain/sql-text.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { Module } from '../../schemas/terms.ts';
import { sha256 } from '../digest.ts';
import { openOnDisk } from './duckdb.ts';
import { withoutValues as hideValues } from './survey-database.ts';

/** A record of one side: what it is compared by. */
export interface ComparedRecord {
  /** Our key of a record of the source; the id of a record in Zoho. */
  id: string;
  values: MatchValues[];
}

/** A pair that a rule finds. Rules have numbers, and the smallest that finds the pair counts. */
export interface RawPair {
  key: string;
  zohoId: string;
  rule: number;
  score: number | null;
  isTaken: boolean;
  isClaimed: boolean;
  rivals: number;
  decision: 'adopt' | 'apart' | null;
}

/** The values that a record gets in Zoho. */
export interface AdoptedBody {
  module: Module;
  values: JsonObject;
}

/** Both sides in a temporary database, which `close` deletes. Memory does not grow with them. */
export interface MatchTables {
  /** @param body the record as it is wanted in Zoho, if it is asked for later by `adopted` */
  addSource(record: ComparedRecord, body?: AdoptedBody): void;
  /** @param key the key that the record has in Zoho; empty if it has none */
  addZoho(record: ComparedRecord, key: string): void;
  /** What people decided about a pair. */
  addDecision(one: { key: string; zohoId: string; decision: 'adopt' | 'apart' }): void;
  /** A record in Zoho that an earlier load adopts. */
  addClaim(one: { key: string; zohoId: string }): void;
  /** The pairs of one key after the other. Nothing can be added any more. */
  pairs(): AsyncIterable<RawPair[]>;
  /** Keeps that a record is adopted, while the pairs are read. */
  adopt(one: { key: string; zohoId: string }): void;
  /** The adopted records with their bodies, module by module. */
  adopted(): AsyncIterable<AdoptedBody & { zohoId: string }>;
  /** The bodies of some records of the source. */
  bodies(keys: string[]): Promise<Map<string, JsonObject>>;
  /** Number of source records that a rule does not compare, because too many records have their value. */
  countCrowded(): Promise<Map<number, number>>;
  close(): Promise<void>;
}

/**
 * More records than this with one value are no match: the value is a placeholder, or that of a firm. Where texts only have to be
 * similar, many records may agree in the rest.
 */
const mostEqual = 20;
const mostSimilar = 2_000;

const memory = '256MB';

const withoutValues = <T>(query: () => Promise<T>): Promise<T> =>
  hideValues(query, (kind) => `The records of both sides can't be compared (${kind}). Nothing was changed. Report it.`);

const tables = `
  create table rule (no int, meaning varchar, near double);
  create table source (rule int, id varchar, equal varchar, close_to varchar);
  create table zoho_value (rule int, id varchar, equal varchar, close_to varchar);
  create table zoho (id varchar, key varchar);
  create table decision (key varchar, id varchar, decision varchar);
  create table claim (key varchar, id varchar);
  create table body (key varchar, module varchar, body varchar);
  create table adopted (key varchar, id varchar)`;

/** A key that Zoho has already is no match: its record is adopted by the key. Zoho compares keys without case. */
const dropKnown = `
  delete from source where lower(id) in (select lower(key) from zoho where key <> '')`;

const findCrowded = `
  create table crowded as
  select rule, equal from (
    select rule, equal, count(*) as records from source group by all
    union all select rule, equal, count(*) from zoho_value group by all
  ) join rule on rule.no = rule where records > case when near is null then ${mostEqual} else ${mostSimilar} end
  group by all`;

const findPairs = `
  create table pair as
  select s.id as key, v.id, s.rule, rule.meaning, d.decision,
    case when rule.near is not null then jaro_winkler_similarity(s.close_to, v.close_to) end as score
  from source s join zoho_value v on v.rule = s.rule and v.equal = s.equal join rule on rule.no = s.rule
  left join decision d on d.key = s.id and d.id = v.id
  where not exists (select 1 from crowded c where c.rule = s.rule and c.equal = s.equal)
    and (rule.near is null or jaro_winkler_similarity(s.close_to, v.close_to) >= rule.near)
  qualify row_number() over (partition by s.id, v.id order by s.rule) = 1`;

const listPairs = `
  with adopting as (
    select id, count(*) as keys, max(case when decision = 'adopt' then key end) as chosen from pair
    where decision = 'adopt' or meaning = 'adopt' and decision is null group by id
  )
  select p.key, p.id, p.rule, p.score, p.decision, coalesce(z.key, '') not in ('', p.key) as taken,
    coalesce(a.chosen is distinct from null and a.chosen <> p.key, false) or c.id is not null as claimed,
    coalesce(a.keys, 0) - (p.decision is not distinct from 'adopt' or p.meaning = 'adopt' and p.decision is null)::int
      as rivals
  from pair p left join zoho z on z.id = p.id left join adopting a on a.id = p.id
  left join claim c on c.id = p.id and c.key <> p.key
  order by p.key, p.rule, p.id`;

/** Opens a temporary database in which both sides are joined. Only this user can read it; equal values are kept as digests. */
export const openMatchTables = (rules: NumberedRule[]): Promise<MatchTables> =>
  // The pairs are read while others are written.
  openOnDisk({ memory, threads: 2 }, async ({ connection, other, close }) => {
    await connection.run(tables);
    for (const { no, rule, near } of rules)
      await connection.run(`insert into rule values (${no}, ${literal(rule.then)}, ${near ?? 'null'})`);
    return tablesOn(connection, other, close);
  });

function addTexts(appender: DuckDBAppender, ...texts: string[]): void {
  for (const text of texts) appender.appendVarchar(text);
  appender.endRow();
}

function addValues(appender: DuckDBAppender, { id, values }: ComparedRecord): void {
  for (const { no, equal, similar } of values) {
    appender.appendInteger(no);
    appender.appendVarchar(id);
    appender.appendVarchar(sha256(equal).slice(0, 32));
    if (similar === null) appender.appendNull();
    else appender.appendVarchar(similar);
    appender.endRow();
  }
}

async function tablesOn(
  connection: DuckDBConnection,
  writer: DuckDBConnection,
  close: () => Promise<void>,
): Promise<MatchTables> {
  const source = await connection.createAppender('source');
  const body = await connection.createAppender('body');
  const value = await connection.createAppender('zoho_value');
  const zoho = await connection.createAppender('zoho');
  const decision = await connection.createAppender('decision');
  const claim = await connection.createAppender('claim');
  const adopted = await writer.createAppender('adopted');
  const appenders = [source, body, value, zoho, decision, claim];
  let isJoined = false;
  const join = async (): Promise<void> => {
    if (isJoined) return;
    isJoined = true;
    for (const one of appenders) one.closeSync();
    for (const statement of [dropKnown, findCrowded, findPairs])
      await withoutValues(async () => void (await connection.run(statement)));
  };
  return {
    addSource(record, wanted) {
      addValues(source, record);
      if (wanted) addTexts(body, record.id, wanted.module, JSON.stringify(wanted.values));
    },
    addZoho(record, key) {
      addTexts(zoho, record.id, key);
      addValues(value, record);
    },
    addDecision: (one) => addTexts(decision, one.key, one.zohoId, one.decision),
    addClaim: (one) => addTexts(claim, one.key, one.zohoId),
    async *pairs() {
      await join();
      let pairs: RawPair[] = [];
      const result = await withoutValues(() => connection.stream(listPairs));
      for await (const rows of result.yieldRows()) {
        for (const [key, id, rule, score, chosen, taken, claimed, rivals] of rows) {
          if (pairs.length > 0 && pairs[0]!.key !== key) {
            yield pairs;
            pairs = [];
          }
          pairs.push({
            ...{ key: String(key), zohoId: String(id), rule: Number(rule) },
            score: score == null ? null : Number(score),
            decision: chosen == null ? null : (String(chosen) as 'adopt' | 'apart'),
            ...{ isTaken: taken === true, isClaimed: claimed === true, rivals: Number(rivals) },
          });
        }
      }
      if (pairs.length > 0) yield pairs;
    },
    adopt: (one) => addTexts(adopted, one.key, one.zohoId),
    async *adopted() {
      adopted.flushSync();
      const result = await withoutValues(() =>
        connection.stream('select module, body, id from body join adopted using (key) order by module, key'),
      );
      for await (const rows of result.yieldRows())
        for (const [module, text, id] of rows)
          yield {
            module: String(module),
            values: JSON.parse(String(text)) as JsonObject,
            zohoId: String(id),
          };
    },
    async bodies(keys) {
      const list = keys.map(literal).join(', ');
      const found = await withoutValues(() =>
        connection.runAndReadAll(`select key, body from body where key in (${list || 'null'})`),
      );
      return new Map(found.getRows().map(([key, text]) => [String(key), JSON.parse(String(text)) as JsonObject]));
    },
    async countCrowded() {
      await join();
      const found = await withoutValues(() =>
        connection.runAndReadAll(`select rule, count(*) from source join crowded using (rule, equal) group by rule`),
      );
      return new Map(found.getRows().map(([rule, count]) => [Number(rule), Number(count)]));
    },
    async close() {
      if (!isJoined) for (const one of appenders) one.closeSync();
      adopted.closeSync();
      await close();
    },
  };
}
