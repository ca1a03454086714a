import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';

/** An e-mail that was added to a record, or is about to be. */
export interface AddedMail {
  key: string;
  /** Stands for its id in Zoho, which is no number. */
  no: string;
  owner: { module: Module; id: string };
  /** Digest of what a list of Zoho's shows of it. */
  outline: string;
  /** Zoho's id of the message; null until Zoho has answered. */
  messageId: string | null;
}

/** The e-mails that the loads of an environment have added. */
export interface AddedMails {
  find(keys: string[]): Promise<Map<string, AddedMail>>;
  findByNo(numbers: string[]): Promise<Map<string, AddedMail>>;
  /**
   * Stores an e-mail before it is sent. One that was in Zoho before keeps its number, by which its files are known, also after it was
   * forgotten.
   * @returns its number
   */
  store(mail: Pick<AddedMail, 'key' | 'owner' | 'outline'>): Promise<string>;
  /** Stores Zoho's id of an e-mail. */
  storeId(key: string, messageId: string): Promise<void>;
  /** Those of these messages that are e-mails of ours. */
  known(messageIds: string[]): Promise<Set<string>>;
  /** Those of these records whose id of the message another record of the source has, too. It reads all e-mails of the environment. */
  repeated(records: { key: string; messageId: string }[]): Promise<Set<string>>;
  forget(keys: string[]): Promise<void>;
  /** All of them, those of a record together. */
  byOwner(): AsyncIterable<AddedMail[]>;
}

/**
 * SQL: the id in Zoho that an id of the ledger stands for. An e-mail's number stands for its message, and the number of a file of an
 * e-mail for this e-mail.
 */
export const shownId = (id: string): string =>
  `coalesce((select message_id from added_mail where no = ${id}), (select shown.message_id from attached_file of_mail
     join added_mail shown on shown.env = of_mail.env and shown.no = of_mail.owner_id
     where of_mail.no = ${id} and of_mail.owner_module = 'Emails'), ${id}::text)`;

const ownersPerPage = 100;

const columns = `key, no::text, owner_module as module, owner_id::text as id, outline, message_id as "messageId"`;
type MailRow = Omit<AddedMail, 'owner'> & { module: Module; id: string };
const mailOf = ({ module, id, ...mail }: MailRow): AddedMail => ({ ...mail, owner: { module, id } });

export function addedMails(ledger: Ledger, { engagement, environment }: EnvironmentRef): AddedMails {
  const own = [engagement, environment];
  const ownEnvironment = `(select id from environment where engagement = $1 and name = $2)`;
  const list = async (condition: string, ...values: unknown[]): Promise<AddedMail[]> => {
    const rows = await ledger.query<MailRow & Record<string, unknown>>(
      `select ${columns} from added_mail where env = ${ownEnvironment} and ${condition}`,
      [...own, ...values],
    );
    return rows.map(mailOf);
  };
  return {
    find: async (keys) => new Map((await list('key = any($3)', keys)).map((mail) => [mail.key, mail])),
    findByNo: async (numbers) =>
      new Map((await list('no = any($3::bigint[])', numbers)).map((mail) => [mail.no, mail])),
    async store({ key, owner, outline }) {
      const [row] = await ledger.query<{ no: string }>(
        `insert into added_mail (env, key, no, owner_module, owner_id, outline) overriding system value
         select ${ownEnvironment}, $3, coalesce(
           (select zoho_id from record where env = ${ownEnvironment} and key = $3 and module::text = 'Emails'),
           nextval(pg_get_serial_sequence('added_mail', 'no'))), $4, $5, $6
         on conflict (env, key) do update set owner_module = excluded.owner_module, owner_id = excluded.owner_id,
           outline = excluded.outline, message_id = null
         returning no::text`,
        [...own, key, owner.module, owner.id, outline],
      );
      return row!.no;
    },
    async storeId(key, messageId) {
      await ledger.query(`update added_mail set message_id = $4 where env = ${ownEnvironment} and key = $3`, [
        ...own,
        key,
        messageId,
      ]);
    },
    known: async (messageIds) =>
      new Set((await list('message_id = any($3)', messageIds)).flatMap(({ messageId }) => messageId ?? [])),
    async repeated(records) {
      if (records.length === 0) return new Set();
      const rows = await ledger.query<{ key: string }>(
        `select wanted.key from unnest($3::text[], $4::text[]) wanted (key, message)
         where exists (select from record_value v where v.env = ${ownEnvironment}
           and v.module = 'Emails' and v.base ->> 'original_message_id' = wanted.message and v.key <> wanted.key)`,
        [...own, records.map(({ key }) => key), records.map(({ messageId }) => messageId)],
      );
      return new Set(rows.map(({ key }) => key));
    },
    async forget(keys) {
      if (keys.length === 0) return;
      await ledger.query(`delete from added_mail where env = ${ownEnvironment} and key = any($3)`, [...own, keys]);
    },
    async *byOwner() {
      for (let after = '0'; ;) {
        const page = await list(
          `owner_id in (select distinct owner_id from added_mail
             where env = ${ownEnvironment} and owner_id > $3::bigint order by owner_id limit $4)
           order by owner_id, key`,
          after,
          ownersPerPage,
        );
        const owners = new Map<string, AddedMail[]>();
        for (const mail of page) {
          const name = `${mail.owner.module} ${mail.owner.id}`;
          owners.set(name, [...(owners.get(name) ?? []), mail]);
        }
        yield* owners.values();
        if (page.length === 0) return;
        after = page.at(-1)!.owner.id;
      }
    },
  };
}
