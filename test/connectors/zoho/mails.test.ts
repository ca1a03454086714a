import { Readable } from 'node:stream';
import type { Zoho } from '../../../connectors/zoho/port.ts';
import type { Leak } from '../../../connectors/zoho/port.ts';
import { openClient } from '../../support/zoho-client.ts';
import { startZohoStub, type StubAnswer, type ZohoStub } from '../../support/zoho-stub.ts';

let stub: ZohoStub;
let answers: StubAnswer[];
let zoho: Zoho;
beforeEach(async () => {
  answers = [];
  stub = await startZohoStub(() => answers.shift() ?? { status: 204 });
  zoho = openClient(stub.url);
});
afterEach(() => stub.close());

const owner = { module: 'Contacts', id: '555555555555' };
const values = {
  ...{ from: 'Ann <ann@a.example>', to: ['bob@b.example'], subject: 'Hello', content: 'Text', sent: true },
  ...{ date_time: '2024-01-02T10:00:00+00:00', original_message_id: '<m1@a.example>', owner: { id: '7' } },
  Parent_Id: { id: owner.id, module: { api_name: 'Contacts' } },
};
const add = () => zoho.addMail(owner, { values, scanned: {} });
const item = (changes: object) => ({
  Emails: [{ code: 'SUCCESS', status: 'success', message: '', details: {}, ...changes }],
});

test('an e-mail is sent to its record in Zoho’s form, and gives the id of its message', async () => {
  answers = [{ status: 201, body: item({ details: { message_id: '39c17f10' } }) }];
  expect(await add()).toEqual({ ok: true, id: '39c17f10', modifiedAt: null });
  const [request] = stub.requests;
  expect(request?.path).toBe('/crm/v8/Contacts/555555555555/actions/associate_email');
  const { Parent_Id: _, ...sent } = values;
  const people = {
    from: { user_name: 'Ann', email: 'ann@a.example' },
    to: [{ user_name: 'bob@b.example', email: 'bob@b.example' }],
  };
  expect(JSON.parse(String(request?.body))).toEqual({ Emails: [{ ...sent, ...people }] });
});

test.each([
  ['without an id', item({})],
  ['without a result', { Emails: [] }],
  ['of another form', { other: true }],
])('an answer %s leaves the outcome unknown', async (_, body) => {
  answers = [{ status: 201, body }];
  await expect(add()).rejects.toMatchObject({ kind: 'unknown-outcome' });
});

test('a refusal of the e-mail or of its record rejects the e-mail, and no other one', async () => {
  const failure = (code: string, details = {}) => ({ code, details, message: 'x', status: 'error' });
  const refusals: [StubAnswer, string][] = [
    [{ status: 400, body: item(failure('DUPLICATE_DATA')) }, 'DUPLICATE_DATA'],
    [{ status: 400, body: failure('INVALID_DATA', { resource_path_index: 1 }) }, 'the record is no longer in Zoho'],
    [{ status: 400, body: failure('INVALID_DATA') }, 'the record is no longer in Zoho'],
    [{ status: 400, body: failure('NOT_SUPPORTED') }, 'records of this module take no e-mails'],
  ];
  for (const [answer, reason] of refusals) {
    answers = [answer];
    expect(await add()).toMatchObject({ ok: false, reason });
  }
  answers = [{ status: 400, body: failure('INVALID_MODULE') }];
  await expect(add()).rejects.toMatchObject({ kind: 'configuration' });
});

test('an e-mail with a network identifier is not sent', async () => {
  const leak: Leak = { record: 0, field: 'subject', rule: 'own-imsi' };
  const guarded = openClient(stub.url, { scan: () => [leak] });
  expect(await guarded.addMail(owner, { values, scanned: {} })).toMatchObject({ ok: false, code: 'WITHHELD' });
});

test('a list is read to its end, and one that does not go on ends with an error', async () => {
  const page = (id: string, next: string | null) => ({
    body: {
      Emails: [
        {
          message_id: id,
          subject: 'Hello',
          sent: true,
          time: '2024-01-02T10:00:00+00:00',
          from: { email: 'ann@a.example' },
        },
      ],
      info: { more_records: next !== null, next_index: next },
    },
  });
  answers = [page('a', '10'), page('b', null)];
  expect((await zoho.listMails(owner)).map(({ id }) => id)).toEqual(['a', 'b']);
  answers = [page('a', '10'), page('a', '10')];
  await expect(zoho.listMails(owner)).rejects.toMatchObject({ kind: 'contract' });
  answers = [{ body: { Emails: [{}] } }];
  await expect(zoho.listMails(owner)).rejects.toMatchObject({ kind: 'contract' });
});

test('a record or an e-mail that is gone is an answer, and no error', async () => {
  const gone = { code: 'INVALID_DATA', details: { resource_path_index: 1 }, message: '', status: 'error' };
  answers = [{ status: 400, body: gone }, { status: 400, body: gone }, { status: 204 }];
  expect([await zoho.listMails(owner), await zoho.readMail(owner, 'a'), await zoho.readMail(owner, 'a')]).toEqual([
    ...[[], null, null],
  ]);
});

test('an e-mail is read in the form in which it was added', async () => {
  const shown = {
    ...{ message_id: 'a', subject: 'Hello', content: 'Text', mail_format: 'text', sent: true },
    ...{ time: '2024-01-02T10:00:00+00:00', owner: { id: '7', name: 'Beth' }, cc: [] },
    ...{
      from: { user_name: 'Ann', email: 'ann@a.example' },
      to: [{ user_name: 'bob@b.example', email: 'bob@b.example' }],
    },
  };
  answers = [{ body: { Emails: [shown], info: {} } }];
  const { original_message_id: _, Parent_Id: __, ...readable } = values;
  expect((await zoho.readMail(owner, 'a'))?.values).toEqual({ ...readable, cc: null, mail_format: 'text' });
});

const file = { name: 'bill.txt', bytes: 4, open: () => Readable.from([Buffer.from('text')]) };

test('a file is uploaded for an e-mail, which names it by its id', async () => {
  answers = [
    {
      status: 200,
      body: { data: [{ code: 'SUCCESS', status: 'success', details: { name: 'bill.txt', id: 'ae9c7c' } }] },
    },
    { status: 201, body: item({ details: { message_id: '39c17f10' } }) },
  ];
  expect(await zoho.uploadFile(file)).toEqual({ ok: true, id: 'ae9c7c', modifiedAt: null });
  await zoho.addMail(owner, { values, scanned: {}, files: ['ae9c7c'] });
  const [upload, mail] = stub.requests;
  expect(upload?.path).toBe('/crm/v8/files');
  expect(String(upload?.body)).toContain('filename="bill.txt"');
  expect(JSON.parse(String(mail?.body))).toMatchObject({ Emails: [{ attachments: [{ id: 'ae9c7c' }] }] });
});

test('a refusal of a file has its code, and an answer without an id is an error', async () => {
  answers = [{ status: 400, body: { code: 'VIRUS_DETECTED', status: 'error', message: 'x', details: {} } }];
  expect(await zoho.uploadFile(file)).toMatchObject({ ok: false, code: 'VIRUS_DETECTED' });
  answers = [{ status: 400, body: { code: 'INVALID_REQUEST_METHOD', status: 'error', message: 'x', details: {} } }];
  await expect(zoho.uploadFile(file)).rejects.toMatchObject({ kind: 'contract' });
  answers = [{ status: 200, body: { data: [] } }];
  await expect(zoho.uploadFile(file)).rejects.toMatchObject({ kind: 'contract' });
});

test('a file whose name has a network identifier is not uploaded', async () => {
  const guarded = openClient(stub.url, { scan: () => [{ record: 0, field: 'File_Name', rule: 'imsi' }] });
  expect(await guarded.uploadFile(file)).toMatchObject({ ok: false, code: 'WITHHELD' });
  expect(stub.requests).toEqual([]);
});

test('an e-mail names its files, also where Zoho gives no size of one', async () => {
  const attachments = [
    { id: 'a1', name: 'one.txt', size: '12' },
    { id: 'a2', name: 'two.txt', size: '12 KB' },
    { id: 'a3', name: 'three.txt' },
  ];
  answers = [{ status: 200, body: { Emails: [{ message_id: 'm1', attachments }] } }];
  expect((await zoho.readMail(owner, 'm1'))?.files.map(({ id, bytes }) => [id, bytes])).toEqual([
    ['a1', 12],
    ['a2', null],
    ['a3', null],
  ]);
});
