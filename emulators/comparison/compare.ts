import type { OrgState } from '../zoho/admin.ts';
import { modules, type Expected, type ExpectedRecord } from './expected.ts';
import { any, type Value } from './values.ts';

type ZohoRecord = Record<string, unknown>;

/** What a comparison shows of an org. */
export type Claim = 'nothing lost' | 'nothing doubled' | 'nothing stale' | 'nothing foreign' | 'references right';

export interface Findings {
  /** One thing that was compared. `difference` says what is wrong if the claim does not hold. */
  add(claim: Claim, holds: boolean, difference: string): void;
}

/** What people did in Zoho, so that the check knows whose value a field may have. */
export interface People {
  /** Whose value a field gets that was changed on both sides. */
  rule: 'source' | 'zoho' | 'ask';
  /** The edits by record id and field, such as `123 Phone`. */
  edits: Map<string, Edit>;
  /** Ids of records that people deleted. */
  deleted: Set<string>;
}

export interface Edit {
  value: unknown;
  /** The value before. */
  old: unknown;
  /** No load ran meanwhile, so the edit can't have been made before the first write of the field. */
  isQuiet: boolean;
  /** No load follows, so a rollback must leave the record as people left it. */
  isFinal: boolean;
}

export interface Comparison {
  expected: Expected;
  state: OrgState;
  /** The org before the engagement wrote to it. */
  before: OrgState;
  people: People;
  /** Records that may be there without a source row: the keys that earlier extractions had, by module. */
  mayStay: Map<string, Set<string>>;
  /** Zoho's user ids by login. */
  users: ReadonlyMap<string, string>;
}

/** Compares an org with what the source says, record by record and field by field. */
export function compareOrg(comparison: Comparison, findings: Findings): void {
  const { expected, state, before, mayStay, people } = comparison;
  const ids = idsByKey(state);
  for (const module of modules) {
    const wanted = expected.modules.get(module) ?? new Map<string, ExpectedRecord>();
    const records = (state[module]?.records ?? []).map(flat);
    const earlier = new Map((before[module]?.records ?? []).map((one) => [one['id'], one]));
    const present = new Map<string, ZohoRecord[]>();
    for (const record of records) {
      const key = keyIn(record);
      if (key !== null) present.set(key, [...(present.get(key) ?? []), record]);
      else if (!earlier.has(record['id']))
        findings.add('nothing foreign', false, `${module} ${text(record['id'])} has no key and was not there before`);
    }
    for (const [key, one] of wanted) {
      const found = present.get(key) ?? [];
      const isDeleted = found.length === 0 && people.deleted.has(key);
      findings.add('nothing lost', found.length > 0 || isDeleted, `${module} ${key} is not in Zoho`);
      findings.add('nothing doubled', found.length < 2, `${module} ${key} is ${found.length} times in Zoho`);
      if (found[0]) compareRecord(one, found[0], comparison, { ids, old: earlier.get(found[0]['id']) }, findings);
    }
    for (const [key, [record]] of present) {
      const isAllowed = wanted.has(key) || mayStay.get(module)?.has(key) === true || earlier.has(record?.['id']);
      findings.add('nothing foreign', isAllowed, `${module} ${key} is in Zoho without a source row`);
    }
    for (const [id, old] of earlier) {
      const now = records.find((one) => one['id'] === id);
      const isAdopted = keyIn(old) !== null;
      const isSame = now !== undefined && (isAdopted || JSON.stringify(sorted(old)) === JSON.stringify(sorted(now)));
      findings.add('nothing foreign', isSame, `${module} ${text(id)}, which was there before, is changed`);
    }
  }
}

function compareRecord(
  one: ExpectedRecord,
  found: ZohoRecord,
  { expected, people, users }: Comparison,
  { ids, old }: { ids: ReadonlyMap<string, string>; old: ZohoRecord | undefined },
  findings: Findings,
): void {
  const context = { expected, ids, users };
  const id = text(found['id']);
  for (const [field, value] of Object.entries(one.values)) {
    if (value === any) continue;
    const edit = people.edits.get(`${id} ${field}`);
    // A record that was there before keeps what the source has no value for.
    const isKept = value === null && old !== undefined && old[field] === found[field];
    const isSource = isKept || equals(value, found[field], context);
    const isPeople = edit !== undefined && edit.value === found[field];
    const right = rightAfter(edit, people, edit !== undefined && equals(value, edit.old, context));
    const isRight = (isSource && right !== 'people') || (isPeople && right !== 'source');
    const kind = typeof value === 'object' && value !== null && 'to' in value ? 'references right' : 'nothing stale';
    findings.add(
      kind,
      isRight,
      `${one.module} ${one.key} ${field} is ${show(found[field])}, the source has ${show(value)}` +
        (edit ? `, people changed it from ${show(edit.old)} to ${show(edit.value)}: right is ${right}` : ''),
    );
  }
  if (!one.lines) return;
  const lines = (found['$lines'] as ZohoRecord[] | null) ?? [];
  findings.add(
    'nothing doubled',
    lines.length <= one.lines.length,
    `${one.module} ${one.key} has ${lines.length} lines instead of ${one.lines.length}`,
  );
  findings.add(
    'nothing lost',
    lines.length >= one.lines.length,
    `${one.module} ${one.key} has ${lines.length} lines instead of ${one.lines.length}`,
  );
  one.lines.forEach((line, index) => {
    for (const [field, value] of Object.entries(line)) {
      if (value === any) continue;
      const kind = field === 'Product_Name' ? 'references right' : 'nothing stale';
      const now = lines[index]?.[field];
      const isEqual = equals(value, now, context) || (value === 0 && (now ?? null) === null);
      findings.add(
        kind,
        isEqual,
        `${one.module} ${one.key} line ${index + 1} ${field} is ${show(now)}, not ${show(value)}`,
      );
    }
  });
}

/** Whose value an edited field must have. Without a change in the source it is that of people. */
function rightAfter(edit: Edit | undefined, { rule }: People, isSourceSame: boolean): 'source' | 'people' | 'either' {
  if (!edit) return 'source';
  if (!edit.isQuiet) return 'either';
  if (isSourceSame) return 'people';
  return rule === 'ask' ? 'either' : rule === 'zoho' ? 'people' : 'source';
}

interface Context {
  expected: Expected;
  ids: ReadonlyMap<string, string>;
  users: ReadonlyMap<string, string>;
}

function equals(value: Value, found: unknown, { expected, ids, users }: Context): boolean {
  if (value === null) return found === null || found === undefined || found === '';
  if (typeof value !== 'object') return value === found || (typeof value === 'number' && Number(found) === value);
  if ('at' in value) return Date.parse(text(found)) === value.at;
  if ('owner' in value) return users.get(value.owner) === found;
  const key = expected.survivors.get(value.to) ?? value.to;
  const isWanted = [...expected.modules.values()].some((records) => records.has(key));
  if (!isWanted && (found === null || found === undefined)) return true;
  return found !== undefined && ids.get(key) === found;
}

/**
 * Our key in a record. A note has it at the end of its title, and a file before the extension of its name. An e-mail has none: this
 * operator's ids of messages end with the number of the interaction.
 */
export function keyIn(record: ZohoRecord): string | null {
  const { Portage_Key: key, Note_Title: title, File_Name: file, original_message_id: message } = record;
  if (typeof key === 'string' && key !== '') return key;
  const mail = /\.(\d+)@mail\.example>$/.exec(text(message))?.[1];
  if (mail !== undefined) return `northwind:interactions:INT-${mail.padStart(7, '0')}`;
  const document = /\[northwind\.documents\.([^\]]*)\]/.exec(text(file))?.[1];
  if (document !== undefined) return `northwind:documents:${document}`;
  return /\[(northwind:notes:[^\]]*)\]$/.exec(text(title))?.[1] ?? null;
}

/** A record with the people and the owner of an e-mail as plain values. */
function flat(record: ZohoRecord): ZohoRecord {
  if (typeof record['original_message_id'] !== 'string') return record;
  const { from, to, owner, ...rest } = record as ZohoRecord & { from: Person; to: Person[]; owner?: { id: string } };
  const personText = ({ user_name: name, email }: Person) => `${name} <${email}>`;
  return { ...rest, from: personText(from), to: to.map(personText).join(', '), owner: owner?.id };
}

interface Person {
  user_name: string;
  email: string;
}

/** Id of the record with each key. A key that left its module for another one leads to the newer record. */
function idsByKey(state: OrgState): Map<string, string> {
  const ids = new Map<string, string>();
  for (const module of modules)
    for (const record of state[module]?.records ?? []) {
      const key = keyIn(record);
      const id = text(record['id']);
      if (key !== null && id > (ids.get(key) ?? '')) ids.set(key, id);
    }
  return ids;
}

/** A record without its empty fields, in a form in which two of them can be compared. */
export const sorted = (record: ZohoRecord): [string, unknown][] =>
  Object.entries(record)
    .filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1));

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const show = (value: unknown): string =>
  typeof value === 'symbol' || value === undefined ? 'empty' : (JSON.stringify(value) ?? 'empty').slice(0, 120);
