import { cutText } from './values/texts.ts';

/** What Zoho's metadata does not say about a module. */
export interface ModuleTraits {
  /**
   * Where a record holds our key. `external`: in a unique external field. `unique`: in a unique field, because the module takes
   * no external one. `title`: at the end of the title, because the module takes no custom field and nothing in it is unique.
   */
  key: 'external' | 'unique' | 'title';
  /** The field with the record that an activity or a note is about, which can be of several modules. */
  about: 'What_Id' | 'Parent_Id' | null;
  /** Fields that make Zoho write to people. The past must not. */
  notifies: readonly string[];
  /** Whether a rule can lock its records. */
  lockable: boolean;
}

const record: ModuleTraits = { key: 'external', about: null, notifies: [], lockable: true };
const reminders = ['Remind_At', 'Reminder', 'Recurring_Activity', 'Send_Notification_Email'];

/** docs: create-custom-field (external fields, not in Calls); create-notes; insert-records, activities; lock-records */
const traits: Partial<Record<string, ModuleTraits>> = {
  Products: { ...record, lockable: false },
  Tasks: { ...record, about: 'What_Id', notifies: reminders },
  Calls: { ...record, key: 'unique', about: 'What_Id', notifies: reminders, lockable: false },
  Events: {
    ...record,
    ...{ about: 'What_Id', lockable: false },
    notifies: [...reminders, 'Participants', 'Remind_Participants'],
  },
  Notes: { ...record, key: 'title', about: 'Parent_Id', lockable: false },
};

/** @param module its API name in Zoho */
export const traitsOf = (module: string): ModuleTraits => traits[module] ?? record;

/** The title of a note. It ends with the key in brackets. */
const titleField = 'Note_Title';
/** Characters of a title. docs: create-notes */
const longestTitle = 120;

/** The field of a module that holds our key. @param key the mapping's field for keys */
export const keyFieldOf = (module: string, key: string): string =>
  traitsOf(module).key === 'title' ? titleField : key;

/** What the key's field holds of a record. @param value what the mapping gives the field */
export function keyValue(module: string, key: string, value: unknown): string {
  if (traitsOf(module).key !== 'title') return key;
  const marker = `[${key}]`;
  const room = longestTitle - marker.length - 1;
  const text = typeof value === 'string' && room > 0 ? value.trim() : '';
  const title = text.length > Math.max(0, room) ? cutText(text, room).trim() : text;
  return title === '' ? marker : `${title} ${marker}`;
}

/** Longest key that a title has room for. */
export const longestMarkedKey = longestTitle - 2;

/** The key in the value of a key's field; null if it holds none. */
export function keyIn(module: string, value: string): string | null {
  if (traitsOf(module).key !== 'title') return value;
  return /\[([a-z][a-z0-9-]*:[a-z_]+:[^[\]]*)\]$/.exec(value)?.[1] ?? null;
}
