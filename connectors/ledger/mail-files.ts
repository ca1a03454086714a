import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import type { ReadFile } from './attached-files.ts';
import type { Ledger } from './database.ts';
import type { Run } from './runs.ts';

/** A file that goes with an e-mail, or was left out of it. */
export interface MailFile {
  key: RecordKey;
  /** Stands for its id in Zoho, which is no number. */
  no: string;
  /** Number of its e-mail. */
  mail: string;
  /** Why it was left out. Of one that was not: what people should know of it. */
  reason: string | null;
}

/** A file of an e-mail that is in Zoho. */
export interface SentMailFile extends MailFile {
  /** Where its e-mail is. */
  owner: { module: Module; id: string };
  messageId: string;
  /** The file has an outcome. Others belong to a phase that has not begun. */
  isBooked: boolean;
}

/** A document that is to go with an e-mail. */
export interface MailDocument {
  key: RecordKey;
  /** Its name with the key. */
  name: string;
}

/** The files of e-mails of an environment. */
export interface MailFiles {
  /** Those of these documents that go with an e-mail or were left out of one. */
  find(keys: RecordKey[]): Promise<Map<RecordKey, MailFile>>;
  /** Those that went with an e-mail, by their numbers. */
  findByNo(numbers: string[]): Promise<Map<string, SentMailFile>>;
  /** Those of these numbers that stand for files of e-mails, also of e-mails that are gone. */
  known(numbers: string[]): Promise<Set<string>>;
  /** Stores what becomes of a document, before its e-mail is sent. */
  store(file: Omit<ReadFile, 'owner'> & { mail: string; reason: string | null }): Promise<void>;
  /** All that went with e-mails, those of an e-mail together. */
  byMail(): AsyncIterable<SentMailFile[]>;
}

const mailsPerPage = 100;

const sentColumns = `f.key, f.no::text as no, f.owner_id::text as mail, f.reason, m.owner_module as module, m.owner_id::text as id,
  m.message_id as "messageId", coalesce(r.zoho_id = f.no, false) as "isBooked"`;
type SentRow = Omit<SentMailFile, 'owner'> & { module: Module; id: string };
const sentOf = ({ module, id, ...file }: SentRow): SentMailFile => ({ ...file, owner: { module, id } });

export function mailFiles(ledger: Ledger, { engagement, environment }: EnvironmentRef): MailFiles {
  const own = [engagement, environment];
  const ownEnvironment = `(select id from environment where engagement = $1 and name = $2)`;
  const listSent = async (condition: string, ...values: unknown[]): Promise<SentMailFile[]> => {
    const rows = await ledger.query<SentRow & Record<string, unknown>>(
      `select ${sentColumns} from attached_file f join added_mail m on m.env = f.env and m.no = f.owner_id
       left join record r on r.env = f.env and r.key = f.key
       where f.env = ${ownEnvironment} and f.owner_module = 'Emails' and m.message_id is not null and ${condition}`,
      [...own, ...values],
    );
    return rows.map(sentOf);
  };
  return {
    async find(keys) {
      if (keys.length === 0) return new Map();
      const rows = await ledger.query<MailFile & Record<string, unknown>>(
        `select key, no::text as no, owner_id::text as mail, reason from attached_file
         where env = ${ownEnvironment} and owner_module = 'Emails' and key = any($3)`,
        [...own, keys],
      );
      return new Map(rows.map((file) => [file.key, file]));
    },
    findByNo: async (numbers) =>
      numbers.length === 0
        ? new Map()
        : new Map((await listSent('f.no = any($3::bigint[])', numbers)).map((file) => [file.no, file])),
    async known(numbers) {
      if (numbers.length === 0) return new Set();
      const rows = await ledger.query<{ no: string }>(
        `select no::text as no from attached_file where env = ${ownEnvironment} and no = any($3::bigint[])`,
        [...own, numbers],
      );
      return new Set(rows.map(({ no }) => no));
    },
    async store({ key, mail, bytes, sha256, scanned, reason }) {
      await ledger.query(
        `insert into attached_file (env, key, owner_module, owner_id, bytes, sha256, scanned, reason, no)
         select ${ownEnvironment}, $3, 'Emails', $4, $5, $6, $7, $8, nextval(pg_get_serial_sequence('added_mail', 'no'))
         on conflict (env, key) do update set owner_module = excluded.owner_module, owner_id = excluded.owner_id,
           bytes = excluded.bytes, sha256 = excluded.sha256, scanned = excluded.scanned, reason = excluded.reason,
           no = coalesce(attached_file.no, excluded.no)`,
        [...own, key, mail, bytes, sha256, scanned, reason],
      );
    },
    async *byMail() {
      for (let after = '0'; ;) {
        const [page] = await ledger.query<{ last: string | null; mails: string[] | null }>(
          `select max(owner_id)::text as last, array_agg(owner_id::text) as mails from (
             select distinct owner_id from attached_file
             where env = ${ownEnvironment} and owner_module = 'Emails' and owner_id > $3::bigint
             order by owner_id limit $4) one`,
          [...own, after, mailsPerPage],
        );
        if (!page?.mails || page.last === null) return;
        const groups = new Map<string, SentMailFile[]>();
        for (const file of await listSent('f.owner_id = any($3::bigint[]) order by f.owner_id, f.key', page.mails))
          groups.set(file.mail, [...(groups.get(file.mail) ?? []), file]);
        yield* groups.values();
        after = page.last;
      }
    },
  };
}

/**
 * Stores which documents in the queue of a run belong to which e-mail. Two equal e-mails are one: their documents go with that.
 * @param objects what becomes e-mails
 */
export async function storeMailDocuments(
  ledger: Ledger,
  { id, env }: Pick<Run, 'id' | 'env'>,
  objects: LoadedObject[],
): Promise<void> {
  await ledger.query(
    `insert into mail_document (run, mail, no)
     select distinct $1::int, coalesce(m.same_as, ref.key), v.no
     from (select min(first_no) as first, max(last_no) as last from slice
       where run = $1 and module::text = 'Attachments' and pass = 'base') queued
     join record_value v on v.env = $2 and v.no between queued.first and queued.last
     cross join unnest(v.refs) as ref(key) left join record m on m.env = $2 and m.key = ref.key
     where split_part(ref.key, ':', 2) = any($3)
     on conflict do nothing`,
    [id, env, objects],
  );
}

/** A document whose id also leads to another record in Zoho has no clear owner, and is rejected: it must not go with the e-mail. */
const isClear = `
  not exists (
    select from unnest(v.refs) as other (key) join record o on o.env = $2 and o.key = other.key
    left join record s on s.env = $2 and s.key = o.same_as
    where coalesce(o.same_as, o.key) <> d.mail and coalesce(s.zoho_id, o.zoho_id) is not null)`;

/**
 * The documents that are to go with an e-mail: those in the queue of the run that are not in Zoho, and those that were in the e-mail
 * before, if it is added again.
 */
export async function findMailDocuments(
  ledger: Ledger,
  { id, env }: Pick<Run, 'id' | 'env'>,
  { key, no }: { key: RecordKey; no: string },
): Promise<MailDocument[]> {
  return ledger.query<MailDocument & Record<string, unknown>>(
    `select v.key, v.base ->> 'File_Name' as name from mail_document d
     join record_value v on v.env = $2 and v.no = d.no
     left join record r on r.env = $2 and r.key = v.key
     where d.run = $1 and d.mail = $3 and r.zoho_id is null and ${isClear}
     union all
     select v.key, v.base ->> 'File_Name' as name from attached_file f
     join record r on r.env = $2 and r.key = f.key and r.zoho_id = f.no
     join record_value v on v.env = $2 and v.no = r.base_no
     where f.env = $2 and f.owner_module = 'Emails' and f.owner_id = $4
     order by key`,
    [id, env, key, no],
  );
}
