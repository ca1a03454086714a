import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Reply, Sdk } from './client.ts';
import { at, storeIds, storedId, list, type Step } from './step.ts';

type Values = { [apiName: string]: unknown };
type Pair = [name: unknown, value: unknown];

/** Inserts records without automations. */
export async function insert(sdk: Sdk, module: string, rows: Values[], ...headers: Pair[]): Promise<Reply> {
  const { BodyWrapper, RecordOperations } = sdk.client.Record;
  const body = await sdk.filled(new BodyWrapper(), { Data: rows.map(sdk.record), Trigger: [] });
  return sdk.reply(await new RecordOperations(module).createRecords(body, await sdk.headers(...headers)));
}

/** Reads one record with all its fields. */
export async function readOne(sdk: Sdk, module: string, id: string): Promise<unknown> {
  const reply = await sdk.reply(await new sdk.client.Record.RecordOperations(module).getRecord(BigInt(id)));
  equal(reply.kind, 'ResponseWrapper', JSON.stringify(reply));
  return at(reply, 'data.0');
}

async function upsert(sdk: Sdk, module: string, rows: Values[], checkField: string): Promise<Reply> {
  const { BodyWrapper, RecordOperations } = sdk.client.Record;
  const values = { Data: rows.map(sdk.record), DuplicateCheckFields: [checkField], Trigger: [] };
  return sdk.reply(await new RecordOperations(module).upsertRecords(await sdk.filled(new BodyWrapper(), values)));
}

async function readMany(sdk: Sdk, module: string, ...params: Pair[]): Promise<Reply> {
  return sdk.reply(await new sdk.client.Record.RecordOperations(module).getRecords(await sdk.params(...params)));
}

const codes = (reply: Reply) => list(reply, 'data').map((item) => at(item, 'code'));

/** Writing and reading records of accounts and contacts. */
export const recordSteps: Step[] = [
  {
    name: 'Accounts are inserted with typed values and read with the same values',
    async run(session) {
      const { sdk } = session;
      const reply = await insert(sdk, 'Accounts', [
        {
          Account_Name: 'Harbour & Sons – Zürich',
          Legacy_Id: 'ACC-1',
          Account_Number: 123456789012345678n,
          Account_Type: sdk.choice('Customer'),
          Annual_Revenue: 1234.56,
          Employees: 17,
          Phone: '+41 44 555 01 02',
          Website: 'https://harbour.example',
          Description: 'line one\nline "two" — naïve ✓',
        },
        { Account_Name: 'Quay Ltd', Legacy_Id: 'ACC-2' },
      ]);
      equal(reply.status, 201, JSON.stringify(reply));
      deepEqual(codes(reply), ['SUCCESS', 'SUCCESS']);
      equal(at(reply, 'data.0.message'), 'record added');
      storeIds(session, reply, 'harbour', 'quay');
      const account = await readOne(sdk, 'Accounts', storedId(session, 'harbour'));
      equal(at(account, 'id'), storedId(session, 'harbour'));
      equal(at(account, 'Account_Name'), 'Harbour & Sons – Zürich');
      equal(at(account, 'Account_Number'), '123456789012345678');
      equal(at(account, 'Account_Type'), 'Customer');
      equal(at(account, 'Annual_Revenue'), 1234.56);
      equal(at(account, 'Employees'), 17);
      equal(at(account, 'Description'), 'line one\nline "two" — naïve ✓');
      equal(at(account, 'Owner.email'), 'mia.migration@northwind.example');
      match(String(at(account, 'Created_By.id')), /^\d{19}$/);
      match(String(at(account, 'Created_Time')), /^\d{4}-\d\d-\d\dT/);
    },
  },
  {
    name: 'A contact is linked to its account by id or external id, and has another owner',
    async run(session) {
      const { sdk } = session;
      const owner = await sdk.filled(new sdk.client.Users.MinifiedUser(), { Id: BigInt(storedId(session, 'Carl')) });
      const born = new Date(1979, 1, 3);
      const ada = { First_Name: 'Ada', Last_Name: 'Harbour', Email: 'ada@harbour.example', Date_of_Birth: born };
      const byId = await insert(sdk, 'Contacts', [
        { ...ada, Legacy_Id: 'CON-1', Account_Name: sdk.link(storedId(session, 'harbour')), Owner: owner },
      ]);
      equal(byId.status, 201, JSON.stringify(byId));
      storeIds(session, byId, 'ada');
      const byExternal = await insert(
        sdk,
        'Contacts',
        [{ Last_Name: 'Berth', Legacy_Id: 'CON-2', Account_Name: sdk.record({ Legacy_Id: 'ACC-1' }) }],
        [sdk.client.Record.CreateRecordsHeader.X_EXTERNAL, 'Contacts.Account_Name.Legacy_Id'],
      );
      equal(byExternal.status, 201, JSON.stringify(byExternal));
      storeIds(session, byExternal, 'berth');
      const contact = await readOne(sdk, 'Contacts', storedId(session, 'ada'));
      deepEqual(at(contact, 'Account_Name'), { name: 'Harbour & Sons – Zürich', id: storedId(session, 'harbour') });
      equal(at(contact, 'Owner.id'), storedId(session, 'Carl'));
      equal(at(contact, 'Full_Name'), 'Ada Harbour');
      equal(at(contact, 'Date_of_Birth'), born.toISOString());
      equal(
        at(await readOne(sdk, 'Contacts', storedId(session, 'berth')), 'Account_Name.id'),
        storedId(session, 'harbour'),
      );
    },
  },
  {
    name: 'An upsert by external id updates what is there and inserts what is not',
    async run(session) {
      const rows = [
        { Account_Name: 'Quay Limited', Legacy_Id: 'acc-2' },
        { Account_Name: 'Mole Inc', Legacy_Id: 'ACC-3' },
      ];
      const reply = await upsert(session.sdk, 'Accounts', rows, 'Legacy_Id');
      equal(reply.status, 200, JSON.stringify(reply));
      deepEqual(
        list(reply, 'data').map((item) => [at(item, 'action'), at(item, 'duplicateField') ?? null]),
        [
          ['update', 'Legacy_Id'],
          ['insert', null],
        ],
      );
      equal(at(reply, 'data.0.details.id'), storedId(session, 'quay'));
      storeIds(session, reply, 'quay', 'mole');
      equal(at(await readOne(session.sdk, 'Accounts', storedId(session, 'quay')), 'Account_Name'), 'Quay Limited');
    },
  },
  {
    name: 'A record is read, changed and read again by its external id',
    async run(session) {
      const { sdk } = session;
      const { BodyWrapper, GetRecordUsingExternalIDHeader, RecordOperations } = sdk.client.Record;
      const operations = new RecordOperations('Accounts');
      const headers = await sdk.headers([GetRecordUsingExternalIDHeader.X_EXTERNAL, 'Accounts.Legacy_Id']);
      const read = async () => sdk.reply(await operations.getRecordUsingExternalId('ACC-2', undefined, headers));
      equal(at(await read(), 'data.0.id'), storedId(session, 'quay'));
      const body = await sdk.filled(new BodyWrapper(), { Data: [sdk.record({ Phone: '020 555 7788' })], Trigger: [] });
      const changed = await sdk.reply(await operations.updateRecordUsingExternalId('ACC-2', body, headers));
      deepEqual(codes(changed), ['SUCCESS'], JSON.stringify(changed));
      equal(at(await read(), 'data.0.Phone'), '020 555 7788');
    },
  },
  {
    name: 'Several records are read by page, by page token and by id',
    async run(session) {
      const { sdk } = session;
      const { GetRecordsParam } = sdk.client.Record;
      const rows = Array.from({ length: 5 }, (_, place) => ({ Last_Name: `Page ${place}` }));
      const added = await insert(sdk, 'Leads', rows);
      storeIds(session, added, 'lead0', 'lead1', 'lead2', 'lead3', 'lead4');
      const params: Pair[] = [
        [GetRecordsParam.FIELDS, 'Last_Name'],
        [GetRecordsParam.PER_PAGE, 2],
        [GetRecordsParam.SORT_BY, 'id'],
        [GetRecordsParam.SORT_ORDER, 'asc'],
      ];
      const first = await readMany(sdk, 'Leads', ...params);
      equal(at(first, 'info.moreRecords'), true, JSON.stringify(first));
      const rest = await readMany(sdk, 'Leads', ...params, [
        GetRecordsParam.PAGE_TOKEN,
        at(first, 'info.nextPageToken'),
      ]);
      const third = await readMany(sdk, 'Leads', ...params, [GetRecordsParam.PAGE, 3]);
      deepEqual(
        [first, rest, third].flatMap((page) => list(page, 'data')).map((lead) => at(lead, 'Last_Name')),
        rows.map((row) => row.Last_Name),
      );
      equal(at(third, 'info.moreRecords'), false);
      const ids = ['lead1', 'lead3'].map((name) => storedId(session, name));
      const chosen = await readMany(
        sdk,
        'Leads',
        [GetRecordsParam.FIELDS, 'Last_Name'],
        [GetRecordsParam.IDS, ids.join(',')],
      );
      deepEqual(
        list(chosen, 'data')
          .map((lead) => at(lead, 'id'))
          .sort(),
        ids.sort(),
      );
    },
  },
  {
    name: 'Records are counted, deleted, and listed as deleted',
    async run(session) {
      const { sdk } = session;
      const { DeleteRecordsParam, GetDeletedRecordsParam, RecordOperations } = sdk.client.Record;
      const leads = new RecordOperations('Leads');
      const count = async () => at(await sdk.reply(await leads.recordCount()), 'count');
      equal(Number(await count()), 5);
      const ids = [storedId(session, 'lead0'), storedId(session, 'lead1')];
      const params = await sdk.params([DeleteRecordsParam.IDS, ids.join(',')], [DeleteRecordsParam.WF_TRIGGER, false]);
      const gone = await sdk.reply(await leads.deleteRecords(params));
      deepEqual(codes(gone), ['SUCCESS', 'SUCCESS'], JSON.stringify(gone));
      equal(Number(await count()), 3);
      const type = await sdk.params([GetDeletedRecordsParam.TYPE, 'all']);
      const deleted = await sdk.reply(await leads.getDeletedRecords(type));
      deepEqual(
        list(deleted, 'data')
          .map((one) => [at(one, 'id'), at(one, 'displayName')])
          .sort(),
        [
          [ids[0], 'Page 0'],
          [ids[1], 'Page 1'],
        ],
      );
      equal(at(deleted, 'data.0.deletedBy.name'), 'Mia Moderator');
    },
  },
  {
    name: 'Records are found by criteria and by word',
    async run(session) {
      const { sdk } = session;
      const { RecordOperations, SearchRecordsParam } = sdk.client.Record;
      const search = async (...pair: Pair) =>
        list(await sdk.reply(await new RecordOperations('Contacts').searchRecords(await sdk.params(pair))), 'data');
      const ids = (found: unknown[]) => found.map((contact) => at(contact, 'id'));
      deepEqual(ids(await search(SearchRecordsParam.CRITERIA, '(Last_Name:equals:Harbour)')), [
        storedId(session, 'ada'),
      ]);
      deepEqual(ids(await search(SearchRecordsParam.EMAIL, 'ada@harbour.example')), [storedId(session, 'ada')]);
      deepEqual(ids(await search(SearchRecordsParam.WORD, 'Berth')), [storedId(session, 'berth')]);
      deepEqual(ids(await search(SearchRecordsParam.CRITERIA, '(Last_Name:equals:Nobody)')), []);
    },
  },
  {
    name: 'A COQL query joins contacts to their account',
    async run(session) {
      const { sdk } = session;
      const { BodyWrapper, CoqlOperations } = sdk.client.Coql;
      const query =
        "select Last_Name, Account_Name.Account_Name from Contacts where Account_Name.Legacy_Id = 'ACC-1' order by Last_Name limit 10";
      const body = await sdk.filled(new BodyWrapper(), { SelectQuery: query });
      const reply = await sdk.reply(await new CoqlOperations().getRecords(body));
      equal(reply.status, 200, JSON.stringify(reply));
      deepEqual(
        list(reply, 'data').map((row) => [at(row, 'id'), at(row, 'Last_Name')]),
        [
          [storedId(session, 'berth'), 'Berth'],
          [storedId(session, 'ada'), 'Harbour'],
        ],
      );
      equal(at(reply, 'info.moreRecords'), false);
      ok(JSON.stringify(reply.value).includes('Harbour & Sons – Zürich'));
    },
  },
];
