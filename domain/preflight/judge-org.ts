import { editions, usableEditions } from '../editions.ts';
import { failed, listed, passed, warned, type Found } from './found.ts';

/** Compares the edition of an org with the engagement file, and with the smallest that Portage migrates to. */
export function judgeEdition(declared: string, real: string): Found {
  if (!(real in editions))
    return warned(
      `The org has the edition ${real}, whose limits are not known.`,
      'Compare the limits of the edition with the plan: custom fields, credits, concurrent calls.',
    );
  if (!usableEditions.includes(real))
    return failed(
      `The org has the edition ${real}. Portage migrates to Professional and higher: lower ones have at most ${editions['standard']?.customFields} custom fields for each module.`,
      'Upgrade the org before the migration.',
    );
  if (declared === real) return passed(`The org has the edition ${real}, as the engagement file says.`);
  return failed(
    `The org has the edition ${real}, but the engagement file says ${declared}.`,
    `Write destination.edition: ${real} in the engagement file, if this is the right org.`,
  );
}

/** Compares the zone of the source's timestamps with the one in which the org shows them. */
export function judgeTimeZone(source: string, org: string): Found {
  if (source === org) return passed(`Source and org both use the time zone ${org}.`);
  return warned(
    `The source uses the time zone ${source}, and the org shows times in ${org}. Each moment stays the same, but users see another hour, and perhaps another day.`,
    'Agree on the zone with the customer. It can be changed in the settings of the org.',
  );
}

/** Compares the currency of the mapping with the org's own. */
export function judgeCurrency(mapping: string, org: string): Found {
  if (mapping === org) return passed(`Amounts are in ${org}, the currency of the org.`);
  return failed(
    `Amounts of the mapping are in ${mapping}, but the org's own currency is ${org || 'not known'}. They would be shown as ${org || 'another currency'}.`,
    'Set currency in mapping.yml, or the home currency of the org, so that both are equal.',
  );
}

/** Whether the custom fields of a module fit into the edition. */
export function judgeFieldCount(module: string, edition: string, present: number, planned: number): Found {
  const limit = editions[edition]?.customFields;
  const sum = present + planned;
  if (limit === undefined) return passed(`${module}: ${sum} custom fields; the limit of ${edition} is not known.`);
  const text = `${module} has ${present} custom fields and gets ${planned} more. The edition ${edition} allows ${limit}.`;
  if (sum <= limit) return passed(text);
  return failed(
    text,
    `Map ${sum - limit} fields less, or remove custom fields of ${module} that nobody uses.`,
    sum - limit,
  );
}

/** A page layout of a module and the fields that it makes mandatory. */
export interface LayoutFacts {
  name: string;
  mandatory: string[];
}

/**
 * Whether every source of a module fills the fields that the layout makes mandatory. Zoho checks the first layout of a
 * record that names none.
 *
 * @param base fields that each source fills in the first pass
 * @param custom fields that each source fills in the second pass
 */
export function judgeLayout(
  module: string,
  layouts: LayoutFacts[],
  sources: { object: string; base: string[]; custom: string[] }[],
): Found {
  const [layout] = layouts;
  if (!layout) return passed(`${module} has no layout.`);
  const missing = sources.flatMap(({ object, base, custom }) =>
    layout.mandatory
      .filter((field) => !base.includes(field))
      .map((field) => ({ field, object, isLate: custom.includes(field) })),
  );
  if (missing.length === 0)
    return passed(`Every source of ${module} fills the ${layout.mandatory.length} mandatory fields of ${layout.name}.`);
  const late = missing.filter(({ isLate }) => isLate);
  const names = listed(missing.map(({ field, object }) => `${field} (${object})`));
  return failed(
    `The layout ${layout.name} of ${module} makes fields mandatory that a source does not fill when a record is created: ${names}. Zoho would reject these records.`,
    late.length > 0
      ? 'Map custom fields that are mandatory under fields, not under custom: custom fields are written after the record, as are lookups within the module, and those in a module that is loaded later unless they are required. Map the others, or make them optional in the layout.'
      : 'Map the fields, or make them optional in the layout.',
    missing.length,
  );
}

/** Fields that must be unique in the org and that the mapping fills: a value that occurs twice rejects a record. */
export function judgeUniqueFields(module: string, unique: string[], filled: string[], key: string): Found {
  const found = unique.filter((field) => field !== key && filled.includes(field));
  if (found.length === 0) return passed(`No mapped field of ${module} must be unique, except ${key}.`);
  return warned(
    `${module}: the org wants ${listed(found)} to be unique. A record whose value another record has is rejected.`,
    'Merge duplicates by these fields (dedupe in mapping.yml), or make the fields not unique in the org.',
    found.length,
  );
}

/**
 * Records that are in a module before the migration.
 * @param isMatched whether the mapping has rules that match them with records of the source
 */
export function judgeExisting(module: string, records: number, environment: string, isMatched: boolean): Found {
  if (records === 0) return passed(`${module} is empty.`);
  const what = isMatched
    ? 'Those that a rule under match finds can be adopted, and are then updated. Others without our key are not touched.'
    : 'Records without our key are not touched, also if they are the same customers.';
  return warned(
    `${module} has ${records.toLocaleString('en')} records already. ${what}`,
    isMatched
      ? 'Look at the matches at the gate mapping, and decide the open ones.'
      : environment === 'production'
        ? 'Compare them with the source before the mapping is signed, so that customers do not appear twice.'
        : 'Use an empty sandbox, if the rehearsal should show how production will look.',
    records,
  );
}

/**
 * Rules that lock records of a module. A locked record can't be updated.
 * @param rules configurations that don't exclude the profile of the load's user
 */
export function judgeLocks(module: string, rules: number): Found {
  if (rules === 0) return passed(`No rule locks records of ${module} for the user of the load.`);
  return warned(
    `${rules} rules lock records of ${module}. A locked record can't be updated: its custom fields, later changes and a rollback would be rejected.`,
    'Exclude the profile of the integration user from the rules, or switch them off until the acceptance.',
    rules,
  );
}

/** What decides whether the migrated records of a module can be locked at the switch. */
export interface LockFacts {
  /** Profiles of the mapping that may still change the records. */
  except: string[];
  /** Profiles of the org. */
  profiles: string[];
  /** Profile of the load's user. */
  own: string;
  /** Whose record-locking configuration the module has. */
  whose: 'nobody' | 'ours' | 'shared' | 'others';
}

/** Whether the migrated records of a module can be locked at the switch, so that loads and a rollback still work. */
export function judgeHistoryLock(module: string, { except, profiles, own, whose }: LockFacts): Found {
  const unknown = except.filter((name) => !profiles.includes(name));
  if (unknown.length > 0)
    return failed(
      `${module} is to be locked for all profiles except ${listed(except)}, but the org does not have ${listed(unknown)}.`,
      'Correct lock.except in mapping.yml, or create the profile in Zoho.',
      unknown.length,
    );
  if (!except.includes(own))
    return failed(
      `${module} is to be locked for all profiles except ${listed(except)}. The user of the load has the profile ${own || 'not known'}, so later loads would be refused.`,
      `Add ${own || 'its profile'} to lock.except in mapping.yml.`,
    );
  if (whose === 'nobody' || whose === 'ours')
    return passed(`The migrated records of ${module} can be locked, except for ${listed(except)}.`);
  return warned(
    `${module} has a record-locking configuration, and Zoho allows one per module. It stays as it is, so the migrated records are not locked at the switch.`,
    'Add a rule for them to that configuration at the switch, or remove it before.',
  );
}

/**
 * Whether the user that tries changes of locked records is one that the locks must stop.
 * @param user of the credentials; null: the engagement file names none
 * @param except profiles that a lock excludes, of all modules
 */
export function judgeCheckUser(
  user: { active: boolean; profile: string; isLoad: boolean } | null,
  except: string[],
): Found {
  if (user === null)
    return warned(
      'The engagement file has no destination.check_user. The locks are then not checked by a refused write of another user, and the report says so.',
      'Add the credentials of a user whose profile no lock excludes, or accept it.',
    );
  if (user.isLoad)
    return failed(
      'destination.check_user has the credentials of the user of the load, whose profile the locks must exclude.',
      'Create the refresh token of destination.check_user while another user is signed in.',
    );
  if (!user.active)
    return failed(
      'The user of destination.check_user is not active.',
      'Activate the user in Zoho, or name another one.',
    );
  if (except.includes(user.profile))
    return failed(
      `The user of destination.check_user has the profile ${user.profile}, which a lock excludes. Zoho would accept its changes.`,
      'Name a user with another profile, or take the profile out of lock.except in mapping.yml.',
    );
  return passed(`The user of destination.check_user has the profile ${user.profile}, which no lock excludes.`);
}

/** Whether the user of the credentials may do what a load does. */
export function judgeIntegrationUser(profile: string): Found {
  if (profile === 'Administrator') return passed('The user of the credentials has the profile Administrator.');
  return warned(
    `The user of the credentials has the profile ${profile || 'not known'}. Fields may be hidden from it, and it may not create or delete fields.`,
    'Use a user with the profile Administrator for the migration.',
  );
}

/** What the distance to Zoho means: each lane waits for an answer before it sends again. */
export function judgeLatency(milliseconds: number): Found {
  const text = `One call took ${Math.round(milliseconds).toLocaleString('en')} ms.`;
  if (milliseconds <= 1_000) return passed(text);
  return warned(
    `${text} Each lane waits for the answer, so a load is slow.`,
    "Run the worker closer to the org's data centre, or check the network.",
  );
}
