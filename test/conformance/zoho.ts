import { setTimeout as pause } from 'node:timers/promises';
import { zipOf } from '../support/zoho-stub.ts';
import type { Reply, Target } from './target.ts';

/** A behaviour of Zoho that the migration relies on. */
export interface Expectation {
  says: string;
  check(target: Target): Promise<void>;
}

const data = (reply: Reply): Record<string, unknown>[] =>
  (reply.body as { data?: Record<string, unknown>[] } | null)?.data ?? [];
const insert = ({ call }: Target, module: string, records: object[]) =>
  call('POST', `/${module}`, { data: records, trigger: [] });
const account = ({ mark, keyField }: Target, number: number | string, more: object = {}) => ({
  Account_Name: `${mark} ${number}`,
  [keyField]: `${mark}:${number}`,
  ...more,
});
const id = expect.stringMatching(/^\d{15,20}$/);

/** Repeats a call until its result is as expected, for at most a minute. Indexing and bulk jobs are asynchronous. */
async function until<T>(call: () => Promise<T>, isExpected: (result: T) => boolean): Promise<T> {
  for (const end = Date.now() + 60_000; ;) {
    const result = await call();
    if (isExpected(result) || Date.now() > end) return result;
    await pause(250);
  }
}

/** All expectations. Each creates the records that it needs, and the target deletes them at the end. */
export const expectations: Expectation[] = [
  {
    says: 'an insert returns one numeric id per record, in the order of the records',
    async check(target) {
      const [first = ''] = await target.make('Accounts', [account(target, 1)]);
      expect(first).toEqual(id);
      const [second = '', third = ''] = await target.make('Accounts', [account(target, 2), account(target, 3)]);
      expect(BigInt(third)).toBeGreaterThan(BigInt(second));
    },
  },
  {
    says: 'a call with a valid and an invalid record returns 207, and names the field of the invalid record',
    async check(target) {
      const reply = await insert(target, 'Accounts', [
        account(target, 'good'),
        { [target.keyField]: `${target.mark}:bad` },
      ]);
      expect(reply).toMatchObject({
        status: 207,
        body: {
          data: [
            { code: 'SUCCESS', details: { id } },
            { code: 'MANDATORY_NOT_FOUND', details: { api_name: 'Account_Name', json_path: '$.data[1].Account_Name' } },
          ],
        },
      });
      await target.call('DELETE', `/Accounts?ids=${(data(reply)[0] as { details: { id: string } }).details.id}`);
    },
  },
  {
    says: 'a second record with our key is rejected with the id of the first, ignoring case',
    async check(target) {
      const [first] = await target.make('Accounts', [account(target, 'Double')]);
      const again = { ...account(target, 'other'), [target.keyField]: `${target.mark}:DOUBLE`.toUpperCase() };
      const [item] = data(await insert(target, 'Accounts', [again]));
      expect(item).toMatchObject({ code: 'DUPLICATE_DATA', details: { api_name: target.keyField } });
      expect(JSON.stringify(item)).toContain(first);
    },
  },
  {
    says: 'an upsert by our key updates the record with this key, and not an account with the same name',
    async check(target) {
      const [first] = await target.make('Accounts', [account(target, 'up')]);
      const body = (key: string) => ({
        data: [{ Account_Name: `${target.mark} up`, [target.keyField]: `${target.mark}:${key}` }],
        duplicate_check_fields: [target.keyField],
        trigger: [],
      });
      const same = await target.call('POST', '/Accounts/upsert', body('up'));
      expect(data(same)).toMatchObject([{ action: 'update', details: { id: first } }]);
      const namesake = await target.call('POST', '/Accounts/upsert', body('namesake'));
      expect(data(namesake)).toMatchObject([{ action: 'insert' }]);
      await target.call('DELETE', `/Accounts?ids=${(data(namesake)[0] as { details: { id: string } }).details.id}`);
    },
  },
  {
    says: 'a call with 101 records is rejected completely',
    async check(target) {
      const many = Array.from({ length: 101 }, (_, at) => account(target, `many ${at}`));
      expect((await insert(target, 'Accounts', many)).status).toBe(400);
      const left = await target.call('GET', `/Accounts/${encodeURIComponent(`${target.mark}:many 0`)}`, undefined, {
        'X-EXTERNAL': `Accounts.${target.keyField}`,
      });
      expect(data(left)).toEqual([]);
    },
  },
  {
    says: 'X-EXTERNAL reads a record by our key immediately after the insert',
    async check(target) {
      const [first] = await target.make('Accounts', [account(target, 'read')]);
      const path = `/Accounts/${encodeURIComponent(`${target.mark}:read`)}`;
      const reply = await target.call('GET', path, undefined, { 'X-EXTERNAL': `Accounts.${target.keyField}` });
      expect(data(reply)).toMatchObject([{ id: first }]);
    },
  },
  {
    says: 'reading an unknown id returns INVALID_DATA with the index of the id in the path',
    async check({ call }) {
      expect(await call('GET', '/Accounts/1')).toMatchObject({
        status: 400,
        body: { code: 'INVALID_DATA', details: { resource_path_index: 1 } },
      });
    },
  },
  {
    says: 'a list by ids leaves out unknown ids, and returns 204 if all are unknown',
    async check(target) {
      const [first] = await target.make('Accounts', [account(target, 'list')]);
      const list = (ids: string) => target.call('GET', `/Accounts?fields=Account_Name&ids=${ids}`);
      expect(data(await list(`${first},1`)).map((one) => one['id'])).toEqual([first]);
      expect(await list('1')).toMatchObject({ status: 204, body: null });
    },
  },
  {
    says: 'COQL finds records by a list of our keys immediately after the insert',
    async check(target) {
      const ids = await target.make('Accounts', [account(target, `it's`), account(target, 'b')]);
      const keys = [`${target.mark}:it\\'s`, `${target.mark}:b`].map((key) => `'${key}'`).join(', ');
      const select_query = `select id, ${target.keyField} from Accounts where ${target.keyField} in (${keys}) limit 200`;
      const rows = data(await target.call('POST', '/coql', { select_query }));
      expect(rows.map((row) => row['id']).sort()).toEqual([...ids].sort());
    },
  },
  {
    says: 'COQL returns a count under the name COUNT(id)',
    async check({ call }) {
      const reply = await call('POST', '/coql', {
        select_query: 'select COUNT(id) from Accounts where id is not null',
      });
      expect(data(reply)).toEqual([{ 'COUNT(id)': expect.any(Number) }]);
    },
  },
  {
    says: 'COQL without a condition is a syntax error',
    async check({ call }) {
      expect(await call('POST', '/coql', { select_query: 'select id from Accounts' })).toMatchObject({
        status: 400,
        body: { code: 'SYNTAX_ERROR' },
      });
    },
  },
  {
    says: 'the search index finds a record after some time',
    async check(target) {
      const [first] = await target.make('Accounts', [account(target, 'search')]);
      const criteria = encodeURIComponent(`(Account_Name:starts_with:${target.mark} search)`);
      const search = async () => data(await target.call('GET', `/Accounts/search?criteria=${criteria}`));
      const found = await until(search, (rows) => rows.length > 0);
      expect(found.map((one) => one['id'])).toEqual([first]);
    },
  },
  {
    says: 'an unknown field of a record is ignored or rejected',
    async check(target) {
      const [item] = data(await insert(target, 'Accounts', [account(target, 'unknown', { No_Such_Field: 'x' })]));
      const code = (item as { code: string }).code;
      expect(['SUCCESS', 'INVALID_DATA']).toContain(code);
      if (code === 'SUCCESS')
        await target.call('DELETE', `/Accounts?ids=${(item as { details: { id: string } }).details.id}`);
    },
  },
  {
    says: 'a text that is too long is rejected with the maximum length',
    async check(target) {
      const [item] = data(
        await insert(target, 'Accounts', [account(target, 'long', { Account_Name: 'x'.repeat(500) })]),
      );
      expect(item).toMatchObject({ code: 'INVALID_DATA', details: { maximum_length: expect.any(Number) } });
    },
  },
  {
    says: 'rows of an order have ids, a row without an id is appended, and the total is the sum of the rows',
    async check(target) {
      const [product = ''] = await target.make('Products', [{ Product_Name: `${target.mark} plan` }]);
      const [owner = ''] = await target.make('Accounts', [account(target, 'order')]);
      const row = (price: number) => ({ Product_Name: { id: product }, Quantity: 3, List_Price: price });
      const order = { Subject: target.mark, Account_Name: { id: owner }, Ordered_Items: [row(10.1)] };
      const [made = ''] = await target.make('Sales_Orders', [order]);
      const read = async () => data(await target.call('GET', `/Sales_Orders/${made}`))[0] ?? {};
      expect(await read()).toMatchObject({ Grand_Total: 30.3, Ordered_Items: [{ id }] });
      await target.call('PUT', '/Sales_Orders', { data: [{ id: made, Ordered_Items: [row(1)] }], trigger: [] });
      const { Ordered_Items: rows, Grand_Total } = await read();
      expect([rows, Grand_Total]).toMatchObject([{ length: 2 }, 33.3]);
    },
  },
  {
    says: 'deleting a record makes its key available again, and the record is listed as deleted',
    async check(target) {
      const [first] = await target.make('Accounts', [account(target, 'free')]);
      await target.call('DELETE', `/Accounts?ids=${first}&wf_trigger=false`);
      const [second] = await target.make('Accounts', [account(target, 'free')]);
      expect(second).not.toBe(first);
      const deleted = async () => data(await target.call('GET', '/Accounts/deleted?type=all'));
      const listed = await until(deleted, (rows) => rows.some((one) => one['id'] === first));
      expect(listed.map((one) => one['id'])).toContain(first);
    },
  },
  {
    says: 'an invalid token is rejected with 401',
    async check({ access }) {
      const headers = { Authorization: 'Zoho-oauthtoken 1000.nonsense' };
      const response = await fetch(`${access.apiUrl}/crm/v8/org`, { headers });
      expect([response.status, await response.json()]).toMatchObject([401, { code: 'INVALID_TOKEN', status: 'error' }]);
    },
  },
  {
    says: 'a bulk job has a result per row, in a zip file with a relative URL',
    async check(target) {
      const { call, access, keyField, mark } = target;
      const form = new FormData();
      const csv = `key,name\n${mark}:bulk,${mark} bulk\n${mark}:bulk 2,\n`;
      form.append('file', new Blob([new Uint8Array(await zipOf({ 'Accounts.csv': csv }))]), 'rows.zip');
      const headers = { feature: 'bulk-write', 'X-CRM-ORG': access.orgId };
      const uploaded = await call('POST', `${access.uploadUrl}/crm/v8/upload`, form, headers);
      const { file_id } = (uploaded.body as { details: { file_id: string } }).details;
      const field_mappings = [keyField, 'Account_Name'].map((api_name, index) => ({ api_name, index }));
      const resource = { type: 'data', module: { api_name: 'Accounts' }, file_id, field_mappings };
      const started = await call('POST', '/crm/bulk/v8/write', { operation: 'insert', resource: [resource] });
      expect(started).toMatchObject({ status: 201, body: { status: 'success', details: { id } } });
      const job = (started.body as { details: { id: string } }).details.id;
      const look = async () => (await call('GET', `/crm/bulk/v8/write/${job}`)).body as Record<string, unknown>;
      const done = await until(look, ({ status }) => status === 'COMPLETED' || status === 'FAILED');
      expect(done).toMatchObject({
        status: 'COMPLETED',
        resource: [{ file: { added_count: 1, skipped_count: 1, total_count: 2 } }],
        result: { download_url: expect.stringMatching(/^\/.*\.zip$/) },
      });
      const found = await call('GET', `/Accounts/${encodeURIComponent(`${mark}:bulk`)}`, undefined, {
        'X-EXTERNAL': `Accounts.${keyField}`,
      });
      await call('DELETE', `/Accounts?ids=${String(data(found)[0]?.['id'])}`);
    },
  },
];
