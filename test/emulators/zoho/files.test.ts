import { idsOf, openEmulator, rowsOf, type Caller } from './caller.ts';

let zoho: Caller;
let account = '';
beforeEach(async () => {
  zoho = await openEmulator();
  account = idsOf(await zoho.insert('Accounts', [{ Account_Name: 'North' }]))[0] ?? '';
});
afterEach(() => zoho.close());

const form = (...files: [name: string, content: string][]) => {
  const data = new FormData();
  for (const [name, content] of files) data.append('file', new Blob([content]), name);
  return data;
};
const attach = (body: FormData) => zoho.call('POST', `/Accounts/${account}/Attachments`, body);
const list = () => zoho.call('GET', `/Accounts/${account}/Attachments?fields=id,File_Name,Size`);

test('an attachment is downloaded with the same bytes and its name in quotes', async () => {
  const [id = ''] = idsOf(await attach(form(['contract ünd.txt', 'signed ✓'])));
  const file = await zoho.call('GET', `/Accounts/${account}/Attachments/${id}`);
  expect(String(file.body)).toBe('signed ✓');
  expect(file.headers.get('content-disposition')).toMatch(/^attachment;\s*filename="?.*contract/);
  expect(rowsOf(await list())).toMatchObject([{ id, File_Name: 'contract ünd.txt', Size: '10' }]);
});

test('a link is an attachment with its own type', async () => {
  await zoho.call(
    'POST',
    `/Accounts/${account}/Attachments?attachmentUrl=${encodeURIComponent('https://x.example/a')}`,
  );
  expect(rowsOf(await list())).toMatchObject([{ $type: 'Link URL', $link_url: 'https://x.example/a' }]);
});

test('attachments are deleted by id', async () => {
  const [id = ''] = idsOf(await attach(form(['a.txt', 'a'])));
  expect((await zoho.call('DELETE', `/Accounts/${account}/Attachments?ids=${id},1`)).body).toMatchObject({
    data: [{ code: 'SUCCESS' }, { code: 'INVALID_DATA' }],
  });
  expect((await list()).status).toBe(204);
});

test('an upload without a file, with two files, or to an unknown record is rejected', async () => {
  expect((await attach(form())).body).toMatchObject({ code: 'INVALID_REQUEST' });
  expect((await attach(form(['a', 'a'], ['b', 'b']))).body).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  expect((await zoho.call('POST', '/Accounts/1/Attachments', form(['a', 'a']))).body).toMatchObject({
    code: 'INVALID_DATA',
  });
});

test('at most ten files are uploaded in a call, and read by their ids', async () => {
  const reply = await zoho.call('POST', '/files', form(['a.txt', 'first'], ['b.txt', 'second']));
  const [, second = ''] = idsOf(reply);
  expect(String((await zoho.call('GET', `/files?id=${second}`)).body)).toBe('second');
  const many = form(...Array.from({ length: 11 }, (_, at): [string, string] => [`${at}.txt`, 'x']));
  expect((await zoho.call('POST', '/files', many)).body).toMatchObject({ code: 'LIMIT_EXCEEDED' });
});
