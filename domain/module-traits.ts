import type { JsonObject } from '../schemas/json.ts';
import { cleanFileName, cutStem, splitName } from './file-name.ts';
import { readPart, roomOfParts, titleOfPart } from './note-parts.ts';
import { cutText } from './values/texts.ts';

/** What Zoho's metadata does not say about a module. */
export interface ModuleTraits {
  /**
   * Where a record holds our key. `external`: in a unique external field. `unique`: in a unique field, because the module takes
   * no external one. `title` and `file`: at the end of the title or of the file's name, because the module takes no custom field
   * and nothing in it is unique. `message`: nowhere that Zoho shows; the ledger knows which e-mail is which, and Zoho refuses a
   * second one with the same id of the message.
   */
  key: 'external' | 'unique' | 'title' | 'file' | 'message';
  /** The field with the record that an activity, a note, a file or an e-mail is about, which can be of several modules. */
  about: 'What_Id' | 'Parent_Id' | null;
  /** Fields that make Zoho write to people. The past must not. */
  notifies: readonly string[];
  /** Whether a rule can lock its records. */
  lockable: boolean;
  /** Fields that are written, and that no call returns. */
  unreadable?: readonly string[];
}

const record: ModuleTraits = { key: 'external', about: null, notifies: [], lockable: true };
const reminders = ['Remind_At', 'Reminder', 'Recurring_Activity', 'Send_Notification_Email'];

/** docs: create-custom-field (external fields, not in Calls); create-notes; insert-records, activities; lock-records; upload-attachment; associate-email */
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
  Attachments: { ...record, key: 'file', about: 'Parent_Id', lockable: false },
  Emails: {
    ...record,
    ...{ key: 'message', about: 'Parent_Id', lockable: false },
    unreadable: ['original_message_id', 'bcc'],
  },
};

/** Modules whose records Zoho deletes with the record that they hang on. */
export const attachedModules: readonly string[] = Object.keys(traits).filter(
  (module) => traits[module]!.about === 'Parent_Id',
);

/** @param module its API name in Zoho */
export const traitsOf = (module: string): ModuleTraits => traits[module] ?? record;

/** How a key is marked in a field that is not for keys alone. */
interface Marking {
  field: string;
  /** What the field holds of a record. @param text what the mapping gives the field @param parts in how many notes it is written */
  mark(text: string, key: string, parts: number): string;
  /** Whether the field has room for the key. */
  hasRoomFor(key: string, parts: number): boolean;
  /** The key in a value; null if it holds none, or is that of a later part. */
  read(value: string): string | null;
  /** The value without its key. */
  strip(value: string): string;
  /** One of them is like every value with a key, in Zoho's query language; null if it can't be asked. */
  patterns: readonly string[] | null;
}

/** Characters of the title of a note, and of the name of a file. docs: create-notes; attachments have a text of usual length */
const [titleLength, nameLength] = [120, 255];

const markInTitle = /\[([a-z][a-z0-9-]*:[a-z_]+:[^[\]]*)\]$/;
const markInFile = /\[([a-z][a-z0-9-]*)\.([a-z_]+)\.([^[\]]*)\]$/;

const markings: Partial<Record<ModuleTraits['key'], Marking>> = {
  title: {
    field: 'Note_Title',
    mark: (text, key, parts) => titleOfPart(markedTitle(text, `[${key}]`, titleLength - roomOfParts(parts)), 1, parts),
    hasRoomFor: (key, parts) => `[${key}]`.length + roomOfParts(parts) <= titleLength,
    read(value) {
      const { title, part } = readPart(value);
      return part === 1 ? (markInTitle.exec(title)?.[1] ?? null) : null;
    },
    strip(value) {
      const { title } = readPart(value);
      return title.replace(markInTitle, '') + value.slice(title.length);
    },
    patterns: ['%:notes:%]', '%:notes:%] (% of %)'],
  },
  file: {
    field: 'File_Name',
    mark: (text, key) => markedName(text, `[${encodeKey(key)}]`, nameLength),
    hasRoomFor: (key) => `[${encodeKey(key)}]`.length + longestExtension <= nameLength,
    read(value) {
      const marked = markInFile.exec(splitName(value).stem);
      const id = marked ? decodeId(marked[3]!) : null;
      return marked && id !== null ? `${marked[1]}:${marked[2]}:${id}` : null;
    },
    strip(value) {
      const { stem, extension } = splitName(value);
      return stem.replace(markInFile, '') + extension;
    },
    patterns: ['%.documents.%]%'],
  },
  // An e-mail keeps the id that it has. The ledger knows which e-mail is which.
  message: {
    field: 'original_message_id',
    mark: (text, key) => (text === '' ? messageId(key) : text),
    hasRoomFor: () => true,
    read: () => null,
    strip: (value) => value.replace(keyAsMessage, ''),
    patterns: null,
  },
};

/** Whether the records of a module are e-mails: they are added one by one, and can't be changed, deleted or searched for. */
export const isMail = (module: string): boolean => traitsOf(module).key === 'message';

/** A key without signs that file names can't have: `acme.documents.D%2F1`. */
function encodeKey(key: string): string {
  const [system, object, ...id] = key.split(':');
  return `${system}.${object}.${encodeURIComponent(id.join(':')).replaceAll('*', '%2A')}`;
}

/** Null for what people typed in brackets. */
function decodeId(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Whether a module has layouts and is described like others. */
export const hasLayouts = (module: string): boolean => !isUnchangeable(module);

/** Of an e-mail without an id of its own. The domain can't exist. docs: RFC 2606 */
const messageId = (key: string): string => `<${encodeKey(key)}@portage.invalid>`;

const markingOf = (module: string): Marking | undefined => markings[traitsOf(module).key];

/** Whether a module takes no custom field, so that a key is marked in another field. */
export const isMarked = (module: string): boolean => markingOf(module) !== undefined;

/** Whether the records of a module are files: they are sent one by one, and can't be changed. */
export const isFile = (module: string): boolean => traitsOf(module).key === 'file';

/** Whether Zoho has no call that changes the records of a module. */
export const isUnchangeable = (module: string): boolean => isFile(module) || isMail(module);

/** One of them is like the key's field of every record with a key; null where the whole field is the key. */
export const keyPatterns = (module: string): readonly string[] | null => markingOf(module)?.patterns ?? null;

/** The field of a module that holds our key. @param key the mapping's field for keys */
export const keyFieldOf = (module: string, key: string): string => markingOf(module)?.field ?? key;

/**
 * What the key's field holds of a record.
 * @param value what the mapping gives the field
 * @param parts in how many notes a note is written
 */
export function keyValue(module: string, key: string, value: unknown, parts = 1): string {
  const text = typeof value === 'string' ? value.trim() : '';
  return markingOf(module)?.mark(text, key, parts) ?? key;
}

function markedTitle(title: string, marker: string, longest: number): string {
  const room = Math.max(0, longest - marker.length - 1);
  const text = title.length > room ? cutText(title, room).trim() : title;
  return text === '' ? marker : `${text} ${marker}`;
}

/** The marker is before the extension, which says what opens the file. */
function markedName(name: string, marker: string, longest: number): string {
  const { stem, extension } = splitName(cleanFileName(name));
  const room = longest - marker.length - 1 - extension.length;
  return `${`${cutStem(stem, Math.max(0, room))} ${marker}`.trim()}${extension}`;
}

/** An id of a message that is made of a key. */
const keyAsMessage = /^<[a-z][a-z0-9-]*\.[a-z_]+\.[^<>]*@portage\.invalid>$/;

/**
 * A record without the key behind a title, in a file's name or as the id of a message: a key is no network identifier and no secret,
 * whatever stands before it.
 */
export function withoutMark(record: JsonObject): JsonObject {
  const marked = Object.values(markings).find(({ field }) => typeof record[field] === 'string');
  return marked ? { ...record, [marked.field]: marked.strip(String(record[marked.field])) } : record;
}

/** Whether a module's field for keys has room for a key. @param parts in how many notes a note is written */
export const hasRoomFor = (module: string, key: string, parts = 1): boolean =>
  markingOf(module)?.hasRoomFor(key, parts) ?? true;

/** Longest extension, with its dot. A longer one is a part of the name. */
const longestExtension = 11;

/** The key in the value of a key's field; null if it holds none. */
export function keyIn(module: string, value: string): string | null {
  const marking = markingOf(module);
  return marking ? marking.read(value) : value;
}
