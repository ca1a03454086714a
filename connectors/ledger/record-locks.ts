import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { LockCheck } from '../../schemas/report.ts';
import type { Module } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import type { Ledger } from './database.ts';

/** A rule that the engagement creates or has created, so that people can't change the migrated records of a module. */
export interface RecordLock {
  module: Module;
  /** Name of the rule, by which it is found in Zoho. */
  rule: string;
  except: string[];
  /** Null until Zoho has shown the rule. After a kill or an error, it may exist or not. */
  configurationId: string | null;
  check: LockCheck | null;
  problem: string | null;
  /** Since when the rule is not in Zoho, or when it was found that it never was; null while it may be there. */
  removedAt: Date | null;
  /** Why a rollback left it. */
  kept: string | null;
}

type LockRef = EnvironmentRef & { module: Module };

/** Every rule of an environment, also those that were removed, by module. */
export const listRecordLocks = (ledger: Ledger, { engagement, environment }: EnvironmentRef): Promise<RecordLock[]> =>
  ledger.query<RecordLock & Record<string, unknown>>(
    `select module, rule, except_profiles as "except", configuration_id as "configurationId", checked as "check", problem,
       removed_at as "removedAt", kept
     from record_lock where engagement = $1 and environment = $2 order by module`,
    [engagement, environment],
  );

/**
 * Books a rule before it is created, so that a rollback finds it also if the work is interrupted. What is known of a rule
 * that is in Zoho stays.
 * @throws ConnectorError `fenced` when the environment has no load that counts: a rollback has begun
 */
export async function bookRecordLock(
  ledger: Ledger,
  { engagement, environment, module, rule, except }: LockRef & Pick<RecordLock, 'rule' | 'except'>,
): Promise<void> {
  const booked = await ledger.query(
    `with live as materialized (
       select from run join environment e on e.id = run.env where e.engagement = $1 and e.name = $2
         and run.kind <> 'rollback' and run.state in ('open', 'loaded') limit 1 for share of run
     )
     insert into record_lock (engagement, environment, module, rule, except_profiles)
     select $1, $2, $3, $4, $5 where exists (select from live)
     on conflict (engagement, environment, module) do update set rule = excluded.rule,
       except_profiles = excluded.except_profiles, removed_at = null, kept = null,
       configuration_id = case when record_lock.removed_at is null then record_lock.configuration_id end,
       checked = case when record_lock.removed_at is null then record_lock.checked end
     returning module`,
    [engagement, environment, module, rule, except],
  );
  if (booked.length === 0)
    throw new ConnectorError(
      'fenced',
      `${environment} has no load that counts: a rollback has begun. Records of ${module} were not locked.`,
    );
}

/** Stores what is known of a booked rule: the configuration in which Zoho shows it, what was checked, and what is wrong. */
export async function storeRecordLock(
  ledger: Ledger,
  { engagement, environment, module }: LockRef,
  known: Pick<RecordLock, 'configurationId' | 'check' | 'problem'>,
): Promise<void> {
  await ledger.query(
    `update record_lock set configuration_id = $4, checked = $5, problem = $6
     where engagement = $1 and environment = $2 and module = $3`,
    [engagement, environment, module, known.configurationId, known.check && JSON.stringify(known.check), known.problem],
  );
}

/** Ends an entry: Zoho does not have its rule. `problem`: why it could not be created. */
export async function endRecordLock(
  ledger: Ledger,
  { engagement, environment, module }: LockRef,
  problem: string | null,
): Promise<void> {
  await ledger.query(
    `update record_lock set removed_at = now(), problem = $4
     where engagement = $1 and environment = $2 and module = $3`,
    [engagement, environment, module, problem],
  );
}

/** Notes why a rollback left a rule in Zoho. */
export async function keepRecordLock(
  ledger: Ledger,
  { engagement, environment, module }: LockRef,
  why: string,
): Promise<void> {
  await ledger.query(`update record_lock set kept = $4 where engagement = $1 and environment = $2 and module = $3`, [
    engagement,
    environment,
    module,
    why,
  ]);
}

/** A record that tests a lock. */
export interface LockSample {
  key: string;
  zohoId: string;
}

/** The first records of a module that the loads of an environment wrote, by key. */
export const sampleRecords = (
  ledger: Ledger,
  { engagement, environment, module }: LockRef,
  limit: number,
): Promise<LockSample[]> =>
  ledger.query<LockSample & Record<string, unknown>>(
    `select r.key, r.zoho_id::text as "zohoId" from record r join environment e on e.id = r.env
     where e.engagement = $1 and e.name = $2 and r.module = $3 and r.zoho_id is not null and r.base_no is not null
     order by r.key limit $4`,
    [engagement, environment, module, limit],
  );

/** Stores Zoho's times of changes of ours, so that they don't count as edits of people. */
export async function storeOwnChanges(
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
  changes: { key: string; modifiedAt: string | null }[],
): Promise<void> {
  await ledger.query(
    `update record r set modified_at = coalesce(t.at, r.modified_at)
     from unnest($3::text[], $4::timestamptz[]) as t(key, at), environment e
     where e.engagement = $1 and e.name = $2 and r.env = e.id and r.key = t.key`,
    [engagement, environment, changes.map((one) => one.key), changes.map((one) => one.modifiedAt)],
  );
}
