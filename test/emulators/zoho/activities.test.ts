import { idsOf, oneOf, openEmulator, rowsOf, type Caller } from './caller.ts';

let zoho: Caller;
let account = '';
let contact = '';
beforeEach(async () => {
  zoho = await openEmulator({ clock: () => Date.UTC(2026, 0, 5) });
  account = idsOf(await zoho.insert('Accounts', [{ Account_Name: 'North' }]))[0] ?? '';
  contact = idsOf(await zoho.insert('Contacts', [{ Last_Name: 'Doe', Account_Name: { id: account } }]))[0] ?? '';
});
afterEach(() => zoho.close());

const about = () => ({ What_Id: { id: account }, $se_module: 'Accounts' });

test('a note is in the related list of its record', async () => {
  const note = { Note_Title: 'Ported', Note_Content: 'On 5 January' };
  const [id = ''] = idsOf(await zoho.call('POST', `/Accounts/${account}/Notes`, { data: [note] }));
  expect(rowsOf(await zoho.call('GET', `/Accounts/${account}/Notes?fields=Note_Title`))).toMatchObject([
    { id, Note_Title: 'Ported' },
  ]);
  expect(oneOf(await zoho.call('GET', `/Notes/${id}`))).toMatchObject({ ...note, Parent_Id: { id: account } });
});

test('a note without content, or for an unknown record, is rejected', async () => {
  const bare = await zoho.call('POST', `/Accounts/${account}/Notes`, { data: [{ Note_Title: 'Empty' }] });
  expect(bare.body).toMatchObject({ data: [{ code: 'MANDATORY_NOT_FOUND' }] });
  const lost = await zoho.call('POST', '/Accounts/1/Notes', { data: [{ Note_Content: 'x' }] });
  expect(lost.body).toMatchObject({ code: 'INVALID_DATA' });
});

const call = (changes: object) => ({
  Subject: 'Porting',
  Call_Type: 'Outbound',
  Call_Start_Time: '2026-01-04T10:00:00+00:00',
  Call_Duration: '5:30',
  ...changes,
});

test.each([
  [{}, 'SUCCESS'],
  [{ Call_Duration: undefined }, 'MANDATORY_NOT_FOUND'],
  [{ Call_Duration: '0:00' }, 'DEPENDENT_MISMATCH'],
  [{ Call_Duration: 'long' }, 'DEPENDENT_MISMATCH'],
  [{ Call_Type: 'Missed', Call_Duration: undefined }, 'SUCCESS'],
  [{ Call_Type: 'Sideways' }, 'INVALID_DATA'],
  [{ Outgoing_Call_Status: 'Scheduled' }, 'INVALID_DATA'],
  [{ Outgoing_Call_Status: 'Scheduled', Call_Start_Time: '2026-02-01T10:00:00+00:00' }, 'SUCCESS'],
])('a call with %j is %s', async (changes, code) => {
  expect((await zoho.insert('Calls', [call(changes)])).body).toMatchObject({ data: [{ code }] });
});

test('a call has its duration in seconds, also after a change', async () => {
  const [id = ''] = idsOf(await zoho.insert('Calls', [call({})]));
  const secondsOf = async () => oneOf(await zoho.call('GET', `/Calls/${id}`))?.['Call_Duration_in_seconds'];
  expect(await secondsOf()).toBe(330);
  await zoho.call('PUT', `/Calls/${id}`, { data: [{ Call_Duration: '2' }], trigger: [] });
  expect(await secondsOf()).toBe(120);
});

test('a call with What_Id needs the module of that record', async () => {
  const { What_Id } = about();
  expect((await zoho.insert('Calls', [call({ What_Id })])).body).toMatchObject({
    data: [{ code: 'DEPENDENT_FIELD_MISSING' }],
  });
  expect((await zoho.insert('Calls', [call(about())])).status).toBe(201);
});

test('a meeting ends after it begins and has at most fifty participants', async () => {
  const meeting = { Event_Title: 'Review', Start_DateTime: '2026-01-06T10:00:00+00:00' };
  const end = (at: string, more = {}) => zoho.insert('Events', [{ ...meeting, End_DateTime: at, ...more }]);
  expect((await end('2026-01-06T11:00:00+00:00', about())).status).toBe(201);
  expect((await end('2026-01-06T09:00:00+00:00')).body).toMatchObject({ data: [{ code: 'DEPENDENT_MISMATCH' }] });
  const Participants = Array.from({ length: 51 }, () => ({ type: 'contact', participant: contact }));
  expect((await end('2026-01-06T11:00:00+00:00', { Participants })).body).toMatchObject({
    data: [{ code: 'LIMIT_EXCEEDED' }],
  });
});

test('tasks are in the related list of the record that they are about', async () => {
  await zoho.insert('Tasks', [{ Subject: 'Ring back', ...about() }]);
  expect(rowsOf(await zoho.call('GET', `/Accounts/${account}/Tasks?fields=Subject`))).toMatchObject([
    { Subject: 'Ring back' },
  ]);
});

test('activities have no upsert', async () => {
  const reply = await zoho.call('POST', '/Tasks/upsert', { data: [{ Subject: 'Twice' }] });
  expect(reply).toMatchObject({ status: 400, body: { code: 'NOT_SUPPORTED' } });
});

const mail = (changes: object = {}) => ({
  from: { user_name: 'Ann', email: 'ann@north.example' },
  to: [{ user_name: 'Doe', email: 'doe@north.example' }],
  subject: 'Welcome',
  content: 'Hello',
  date_time: '2025-06-01T10:00:00+00:00',
  sent: true,
  original_message_id: 'm-1',
  ...changes,
});
const associate = (changes?: object) =>
  zoho.call('POST', `/Contacts/${contact}/actions/associate_email`, { Emails: [mail(changes)] });

test('a past e-mail can be added once, with its date', async () => {
  expect((await associate()).status).toBe(201);
  expect((await associate()).body).toMatchObject({ Emails: [{ code: 'DUPLICATE_DATA' }] });
  const { Emails } = (await zoho.call('GET', `/Contacts/${contact}/Emails`)).body as {
    Emails: { message_id: string; time: string }[];
  };
  expect(Emails).toMatchObject([{ subject: 'Welcome', time: '2025-06-01T11:00:00+01:00' }]);
  expect(Emails[0]?.message_id).toMatch(/^[0-9a-f]{64}$/);
  for (const hidden of ['content', 'original_message_id', 'bcc']) expect(Emails[0]).not.toHaveProperty(hidden);
  const whole = await zoho.call('GET', `/Contacts/${contact}/Emails/${Emails[0]?.message_id}`);
  expect(whole.body).toMatchObject({ Emails: [{ content: 'Hello' }] });
});

test.each([
  [{ date_time: undefined }, 'MANDATORY_NOT_FOUND'],
  [{ content: 'x'.repeat(32_001) }, 'INVALID_DATA'],
  [{ owner: { id: '1' } }, 'INVALID_DATA'],
  [{ attachments: [{ id: '1' }] }, 'INVALID_DATA'],
  [{ date_time: 'yesterday' }, 'INVALID_DATA'],
  [{ date_time: '2099-06-01T10:00:00+00:00' }, 'INVALID_DATA'],
  [{ to: [] }, 'INVALID_DATA'],
  [{ subject: 'x'.repeat(501) }, 'INVALID_DATA'],
  [{ subject: '' }, 'INVALID_DATA'],
  [{ sent: 'yes' }, 'INVALID_DATA'],
  [{ mail_format: 'rtf' }, 'INVALID_DATA'],
  [{ to: [{ user_name: 'Doe', email: 'doe' }] }, 'INVALID_DATA'],
  [{ from: { email: 'ann@north.example' } }, 'INVALID_DATA'],
])('an e-mail with an invalid %o is rejected', async (changes, code) => {
  expect((await associate(changes)).body).toMatchObject({ Emails: [{ code }] });
});

const upload = async (...files: [name: string, bytes: number][]) => {
  const form = new FormData();
  for (const [name, bytes] of files) form.append('file', new Blob(['x'.repeat(bytes)]), name);
  return idsOf(await zoho.call('POST', '/files', form));
};

test('an e-mail has the files that were uploaded before, in its list and on its own, with their bytes', async () => {
  const [id = ''] = await upload(['bill ✓.txt', 12]);
  expect((await associate({ attachments: [{ id }] })).status).toBe(201);
  const file = { id, name: 'bill ✓.txt', size: '12' };
  const shown = { Emails: [{ has_attachment: true, attachments: [file] }] };
  const list = await zoho.call('GET', `/Contacts/${contact}/Emails`);
  const { message_id: message } = (list.body as { Emails: { message_id: string }[] }).Emails[0]!;
  expect(list.body).toMatchObject(shown);
  expect((await zoho.call('GET', `/Contacts/${contact}/Emails/${message}`)).body).toMatchObject(shown);
  const query = new URLSearchParams({ user_id: '1', message_id: message, id, name: file.name });
  const path = `/Contacts/${contact}/Emails/actions/download_attachments`;
  expect(String((await zoho.call('GET', `${path}?${query}`)).body)).toBe('x'.repeat(12));
  query.set('id', '1');
  expect((await zoho.call('GET', `${path}?${query}`)).body).toMatchObject({ code: 'INVALID_DATA' });
  query.delete('user_id');
  expect((await zoho.call('GET', `${path}?${query}`)).body).toMatchObject({ code: 'INVALID_DATA' });
});

test('an uploaded file is used by one e-mail, and is left for another one if the first is refused', async () => {
  const [id = ''] = await upload(['a.txt', 1]);
  const refused = await associate({ attachments: [{ id }], date_time: 'yesterday' });
  expect(refused.body).toMatchObject({ Emails: [{ code: 'INVALID_DATA' }] });
  expect((await associate({ attachments: [{ id }] })).status).toBe(201);
  const again = await associate({ attachments: [{ id }], original_message_id: 'other' });
  expect(again.body).toMatchObject({ Emails: [{ code: 'INVALID_DATA', message: 'provided file id is improper' }] });
});

test('the files of an e-mail have at most 10 MB together', async () => {
  const half = 5 * 2 ** 20;
  const [first = '', second = '', third = ''] = await upload(['a', half], ['b', half], ['c', 1]);
  const attachments = [first, second, third].map((id) => ({ id }));
  expect((await associate({ attachments })).body).toMatchObject({ Emails: [{ code: 'FILE_SIZE_EXCEEDS' }] });
  expect((await associate({ attachments: attachments.slice(0, 2) })).status).toBe(201);
});

test('e-mails go with their record, and can be added to another one then', async () => {
  expect((await associate()).status).toBe(201);
  await zoho.call('DELETE', `/Contacts/${contact}`);
  for (const path of ['', '/1', '?index=10'])
    expect(await zoho.call('GET', `/Contacts/${contact}/Emails${path}`)).toMatchObject({
      ...{ status: 400, body: { code: 'INVALID_DATA' } },
    });
  const again = await zoho.call('POST', `/Accounts/${account}/actions/associate_email`, { Emails: [mail()] });
  expect(again.status).toBe(201);
});

test('the e-mails of a record are listed ten by ten', async () => {
  for (let number = 0; number < 11; number += 1) await associate({ original_message_id: `n-${number}` });
  const first = (await zoho.call('GET', `/Contacts/${contact}/Emails`)).body as { info: { next_index: string } };
  expect(first).toMatchObject({ info: { count: 10, more_records: true } });
  expect((await zoho.call('GET', `/Contacts/${contact}/Emails?index=${first.info.next_index}`)).body).toMatchObject({
    info: { count: 1, more_records: false, next_index: null },
  });
});

test('related records are listed, linked and unlinked by a lookup', async () => {
  const [other = ''] = idsOf(await zoho.insert('Contacts', [{ Last_Name: 'Roe' }]));
  const names = async () => {
    const reply = await zoho.call('GET', `/Accounts/${account}/Contacts?fields=Last_Name`);
    return reply.status === 204 ? [] : rowsOf(reply).map((row) => row['Last_Name']);
  };
  expect(await names()).toEqual(['Doe']);
  await zoho.call('PUT', `/Accounts/${account}/Contacts/${other}`, { data: [{}] });
  expect(await names()).toEqual(['Doe', 'Roe']);
  await zoho.call('DELETE', `/Accounts/${account}/Contacts?ids=${contact},${other}`);
  expect(await names()).toEqual([]);
  expect((await zoho.call('GET', `/Accounts/${account}/Starships?fields=id`)).body).toMatchObject({
    code: 'INVALID_DATA',
    details: { resource_path_index: 2 },
  });
});

test('a task is linked to a record of any module by its related list, and unlinked', async () => {
  const [task = ''] = idsOf(await zoho.insert('Tasks', [{ Subject: 'Ring back' }]));
  const path = `/Accounts/${account}/Tasks`;
  await zoho.call('PUT', `${path}/${task}`, { data: [{}] });
  expect(rowsOf(await zoho.call('GET', `${path}?fields=Subject`))).toMatchObject([{ id: task }]);
  expect(oneOf(await zoho.call('GET', `/Tasks/${task}`))).toMatchObject({
    What_Id: { id: account, module: { api_name: 'Accounts' } },
  });
  await zoho.call('DELETE', `${path}/${task}`);
  expect((await zoho.call('GET', `${path}?fields=Subject`)).status).toBe(204);
});
