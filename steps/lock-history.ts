import { ConnectorError } from '../connectors/error.ts';
import {
  bookRecordLock,
  endRecordLock,
  listRecordLocks,
  storeRecordLock,
  type RecordLock,
} from '../connectors/ledger/record-locks.ts';
import type { LockConfiguration } from '../connectors/zoho/port.ts';
import { historyLockDocument } from '../domain/documents/history-lock.ts';
import {
  beginningOfKeys,
  isProven,
  lockedModules,
  lockProblem,
  lockRuleOf,
  otherLockText,
  ownerOfLock,
} from '../domain/history-lock.ts';
import type { EnvironmentRef } from '../schemas/refs.ts';
import type { HistoryLock } from '../schemas/report.ts';
import { writeDocument } from './documents.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { tryAsLoad, tryAsOther, type Trial } from './try-locked.ts';
import { withZoho } from './with-zoho.ts';

interface Work extends Trial {
  rule: string;
  /** Profiles that may still change the records. */
  except: { names: string[]; ids: string[] };
}

/**
 * Locks the migrated records of the modules that the mapping names, by one rule of Zoho per module. It is checked by changes
 * that Zoho must refuse: the rule excludes no profile at first, so that the change of the load's own user counts. After the
 * profiles are excluded, another user tries the same, if the engagement file has one. It can be killed at any moment and run again: a rule is booked before it is created, and looked up before it is created again.
 *
 * @returns `problem`: what is not locked, or not known to be, and what to do; null if all is
 */
export async function lockHistory(
  ports: Ports,
  stored: StoredEngagement,
  { engagement, environment }: EnvironmentRef,
): Promise<{ problem: string | null }> {
  const modules = lockedModules(stored.mapping);
  if (modules.length === 0) return { problem: null };
  const ref = { engagement, environment };
  await withZoho(ports, stored, { ...ref, phase: 'locking' }, async (zoho) => {
    const profiles = await zoho.profiles();
    for (const module of modules) {
      const names = stored.mapping.modules[module]?.lock?.except ?? [];
      const ids = profiles.filter(({ name }) => names.includes(name)).map(({ id }) => id);
      const work = { ports, stored, zoho, ref: { ...ref, module }, rule: lockRuleOf(engagement) };
      await lockModule({ ...work, except: { names, ids } });
    }
  });
  const locks = await describeLocks(ports, ref);
  const title = environment === 'production' ? 'read-only-history' : `read-only-history-${environment}`;
  const about = { kind: 'read-only-history', environment, title } as const;
  await writeDocument(ports, stored, about, historyLockDocument(ref, locks), locks);
  return { problem: locks.flatMap((one) => one.problem ?? []).join(' ') || null };
}

/** The locks of an environment that are in Zoho, or that should be. */
export async function describeLocks({ ledger }: Pick<Ports, 'ledger'>, ref: EnvironmentRef): Promise<HistoryLock[]> {
  const locks = await listRecordLocks(ledger, ref);
  return locks
    .filter(({ removedAt, problem }) => removedAt === null || problem !== null)
    .map(({ module, rule, except, check, problem }) => ({ module, rule, except, check, problem }));
}

async function lockModule(work: Work): Promise<void> {
  const { ports, ref, rule, except } = work;
  await bookRecordLock(ports.ledger, { ...ref, rule, except: except.names });
  let problem: string | null;
  try {
    problem = await tryLock(work);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'forbidden') throw error;
    problem = `${ref.module} is not locked. ${error.message} Check the profile and the scopes of the user of the load, and the edition.`;
  }
  const { configurationId, check } = await bookedLock(work);
  if (configurationId === null) await endRecordLock(ports.ledger, ref, problem);
  else await storeRecordLock(ports.ledger, ref, { configurationId, check, problem });
}

/** @returns why the records are not locked, or not known to be; null if they are */
async function tryLock(work: Work): Promise<string | null> {
  const { ref, except } = work;
  if (except.ids.length < except.names.length)
    return `${ref.module} is not locked: the org does not have all of the profiles ${except.names.join(', ')}. Correct lock.except in mapping.yml, or the profiles in Zoho.`;
  const own = await findOrCreate(work);
  return 'problem' in own ? own.problem : checkAndExclude(work, own);
}

/** Our configuration: found by its rule, or created. A second one can't come about, because Zoho allows one per module. */
async function findOrCreate(work: Work): Promise<LockConfiguration | { problem: string }> {
  const { zoho, stored, ref, rule } = work;
  const { module } = ref;
  const before = await findOwn(work);
  if (before) return before;
  const { key } = stored.mapping;
  const field = (await zoho.fields(module)).find(({ apiName }) => apiName === key);
  if (!field) return { problem: `${module} is not locked: it does not have the field ${key}.` };
  const startsWith = beginningOfKeys(stored.profile.system);
  const created = await zoho.createLock(module, { rule, field, startsWith, except: [] });
  const after = await findOwn(work);
  if (after) return after;
  const why = created.ok ? 'it does not show it' : created.reason;
  return { problem: `${module} is not locked: Zoho did not take the rule (${why}). Lock it in Zoho, or lock again.` };
}

/** Our configuration, or what to do about one of others; null if the module has none. */
async function findOwn(work: Work): Promise<LockConfiguration | { problem: string } | null> {
  const { ports, stored, zoho, ref, rule } = work;
  const configurations = await zoho.lockConfigurations(ref.module);
  const { whose, own } = ownerOfLock(configurations, rule);
  if (whose === 'nobody') return null;
  if (!own) return { problem: otherLockText(ref.module, whose, rule, stored.mapping.key, stored.profile.system) };
  const { check, problem } = await bookedLock(work);
  await storeRecordLock(ports.ledger, ref, { configurationId: own.id, check, problem });
  return own;
}

async function bookedLock({ ports, ref }: Pick<Work, 'ports' | 'ref'>): Promise<RecordLock> {
  const booked = (await listRecordLocks(ports.ledger, ref)).find(({ module }) => module === ref.module);
  if (!booked) throw new Error('a lock that was just booked is missing');
  return booked;
}

/**
 * Tries a change while nobody is excluded, unless an earlier one was refused. Then it excludes the profiles, reads them back,
 * and tries a change as another user.
 * @returns what the check could not show; null if it showed all
 */
async function checkAndExclude(work: Work, own: LockConfiguration): Promise<string | null> {
  const { ports, zoho, ref, except } = work;
  const { module } = ref;
  let { check } = await bookedLock(work);
  let excluded = own.except;
  if (!check || !isProven(check)) {
    if (excluded.length > 0) await changeExcluded(work, own.id, []);
    excluded = [];
    check = await tryAsLoad(work);
    await storeRecordLock(ports.ledger, ref, { configurationId: own.id, check, problem: null });
  }
  if (!isSame(excluded, except.ids)) await changeExcluded(work, own.id, except.ids);
  const now = (await zoho.lockConfigurations(module)).find(({ id }) => id === own.id);
  if (now && isSame(now.except, except.ids)) {
    const hasOther = ref.environment === 'production' && work.stored.engagement.destination.check_user !== undefined;
    if (hasOther) check = { ...check, byOther: await tryAsOther(work) };
    await storeRecordLock(ports.ledger, ref, { configurationId: own.id, check, problem: null });
    return lockProblem(module, check);
  }
  return `Zoho does not show the profiles ${except.names.join(', ')} as excluded from the rule of ${module}. Correct it in Zoho, or lock again.`;
}

async function changeExcluded({ zoho, ref: { module } }: Work, id: string, except: string[]): Promise<void> {
  const changed = await zoho.changeLock(module, id, except);
  if (!changed.ok)
    throw new ConnectorError(
      'contract',
      `Zoho did not change the profiles that are excluded from the rule of ${module} (${changed.reason}). The rule stays as it is. Correct it in Zoho, then run the step again.`,
    );
}

const isSame = (one: string[], other: string[]): boolean =>
  one.length === other.length && one.every((id) => other.includes(id));
