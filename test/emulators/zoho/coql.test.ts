import { idsOf, openEmulator, rowsOf, type Caller } from './caller.ts';

let zoho: Caller;
let ids: string[] = [];
beforeEach(async () => {
  zoho = await openEmulator();
  const key = { field_label: 'Portage Key', data_type: 'text', unique: {}, external: { type: 'org', show: true } };
  await zoho.call('POST', '/settings/fields?module=Accounts', { fields: [key] });
  ids = idsOf(
    await zoho.insert('Accounts', [
      { Account_Name: 'North', Portage_Key: 'a:1', Annual_Revenue: 10 },
      { Account_Name: "South's", Portage_Key: 'a:2', Annual_Revenue: 30 },
      { Account_Name: 'West', Annual_Revenue: 20 },
    ]),
  );
});
afterEach(() => zoho.close());

const names = async (rest: string) => {
  const reply = await zoho.query(`select Account_Name from Accounts where ${rest}`);
  return reply.status === 204 ? [] : rowsOf(reply).map((row) => row['Account_Name']);
};

test('a list of unique values finds each record once, in upper or lower case', async () => {
  expect(await names("Portage_Key in ('a:2', 'A:1', 'a:1', 'a:9')")).toEqual(["South's", 'North']);
});

test('a backslash escapes a quote in a text', async () => {
  expect(await names("Account_Name = 'South\\'s'")).toEqual(["South's"]);
});

test('pages by id continue after the last id, and state whether there are more records', async () => {
  const first = await zoho.query('select id from Accounts where id > 0 order by id limit 2');
  expect(first.body).toMatchObject({
    data: [{ id: ids[0] }, { id: ids[1] }],
    info: { count: 2, more_records: true },
  });
  const next = await zoho.query(`select id from Accounts where id > ${ids[1]} order by id limit 2`);
  expect(next.body).toMatchObject({ data: [{ id: ids[2] }], info: { count: 1, more_records: false } });
});

test('is null and is not null find all records together', async () => {
  expect(await names('Portage_Key is not null')).toEqual(['North', "South's"]);
  expect(await names('Portage_Key is null')).toEqual(['West']);
});

test.each([
  ["Account_Name = 'north' or Annual_Revenue > 25", ['North', "South's"]],
  ["(Account_Name = 'North' or Account_Name = 'West') and Annual_Revenue >= 20", ['West']],
  ["Account_Name like '%th%' and Annual_Revenue != 10", ["South's"]],
  ["Account_Name not in ('North')", ["South's", 'West']],
  ['id > 0 order by Annual_Revenue desc limit 2 offset 1', ['West', 'North']],
  ["Account_Name = 'Nowhere'", []],
])('where %s finds %j', async (where, found) => {
  expect(await names(where)).toEqual(found);
});

test('fields that Zoho computes have the values of the record', async () => {
  const call = { Subject: 'Porting', Call_Type: 'Inbound', Call_Start_Time: '2026-01-04T10:00:00+00:00' };
  await zoho.insert('Calls', [{ ...call, Call_Duration: '5:30' }]);
  const where = "Record_Status__s = 'Available' and Call_Duration_in_seconds > 300";
  expect(rowsOf(await zoho.query(`select Call_Duration_in_seconds from Calls where ${where}`))).toMatchObject([
    { Call_Duration_in_seconds: 330 },
  ]);
});

test('a dot path reads the name of a lead that an activity names', async () => {
  const [lead = ''] = idsOf(await zoho.insert('Leads', [{ Last_Name: 'Roe', Company: 'Roe & Co' }]));
  await zoho.insert('Tasks', [{ Subject: 'Ring back', Who_Id: { id: lead } }]);
  expect(rowsOf(await zoho.query('select Who_Id.Last_Name from Tasks where Who_Id is not null'))).toMatchObject([
    { 'Who_Id.Last_Name': 'Roe' },
  ]);
});

test('of a user, a column has only the id', async () => {
  await zoho.call('POST', '/settings/fields?module=Accounts', {
    fields: [{ field_label: 'Caretaker', data_type: 'userlookup' }],
  });
  const { users } = (await zoho.call('GET', '/users')).body as { users: { id: string }[] };
  const Caretaker = { id: users[1]?.id };
  await zoho.insert('Accounts', [{ Account_Name: 'Kept', Caretaker }]);
  const [kept] = rowsOf(await zoho.query('select Caretaker from Accounts where Caretaker is not null'));
  expect(kept?.['Caretaker']).toEqual(Caretaker);
});

test('COUNT(id) counts the matching records', async () => {
  expect((await zoho.query('select COUNT(id) from Accounts where Portage_Key is not null')).body).toMatchObject({
    data: [{ 'COUNT(id)': 2 }],
  });
});

test('a dot path reads a value of the record that a lookup points to', async () => {
  await zoho.insert('Contacts', [{ Last_Name: 'Doe', Account_Name: { id: ids[0] } }]);
  const reply = await zoho.query("select Last_Name, Account_Name.Portage_Key from Contacts where Last_Name = 'Doe'");
  expect(rowsOf(reply)).toMatchObject([{ Last_Name: 'Doe', 'Account_Name.Portage_Key': 'a:1' }]);
});

test.each([
  ['select id form Accounts', 'SYNTAX_ERROR', { near: 'form' }],
  ['select id from Accounts', 'SYNTAX_ERROR', {}],
  ['select id from Accounts where id > 0 nonsense', 'SYNTAX_ERROR', { near: 'nonsense' }],
  ['select id from Starships where id > 0', 'INVALID_QUERY', { clause: 'from' }],
  ['select Nonsense from Accounts where id > 0', 'INVALID_QUERY', { column_name: 'Nonsense', clause: 'select' }],
  ["select id from Accounts where Nonsense = 'x'", 'INVALID_QUERY', { column_name: 'Nonsense', clause: 'where' }],
  ['select id from Accounts where id > 0 limit 2001', 'LIMIT_EXCEEDED', { clause: 'limit', limit: 2_000 }],
])('"%s" is rejected with %s', async (text, code, details) => {
  expect(await zoho.query(text)).toMatchObject({ status: 400, body: { code, details, status: 'error' } });
});

test('a list of 101 values is rejected', async () => {
  const values = Array.from({ length: 101 }, (_, number) => `'a:${number}'`).join(', ');
  expect(await zoho.query(`select id from Accounts where Portage_Key in (${values})`)).toMatchObject({
    status: 400,
    body: { code: 'LIMIT_EXCEEDED' },
  });
});

test.each([
  ['SUM(Annual_Revenue)', 60],
  ['AVG(Annual_Revenue)', 20],
  ['MIN(Annual_Revenue)', 10],
  ['MAX(Annual_Revenue)', 30],
])('%s is %d for the three accounts', async (aggregate, value) => {
  const reply = await zoho.query(`select ${aggregate} from Accounts where id is not null`);
  expect(rowsOf(reply)).toEqual([{ [aggregate]: value }]);
});

test('group by answers one row for each value', async () => {
  await zoho.insert('Contacts', [
    { Last_Name: 'One', Lead_Source: 'Web' },
    { Last_Name: 'Two', Lead_Source: 'Web' },
    { Last_Name: 'Three', Lead_Source: 'Call' },
  ]);
  const reply = await zoho.query(
    'select Lead_Source, COUNT(id) from Contacts where id is not null group by Lead_Source',
  );
  expect(rowsOf(reply)).toEqual([
    { Lead_Source: 'Web', 'COUNT(id)': 2 },
    { Lead_Source: 'Call', 'COUNT(id)': 1 },
  ]);
});

test('a column next to an aggregate must be in group by', async () => {
  expect((await zoho.query('select Rating, COUNT(id) from Accounts where id is not null')).body).toMatchObject({
    code: 'INVALID_QUERY',
    details: { column_name: 'Rating', clause: 'group by' },
  });
});

test('an offset over 100,000 is rejected', async () => {
  expect((await zoho.query('select id from Accounts where id is not null limit 200 offset 99900')).body).toMatchObject({
    code: 'LIMIT_EXCEEDED',
    details: { clause: 'offset' },
  });
});

test('attachments are found by the record that they belong to', async () => {
  const [first = ''] = ids;
  const attach = (id: string) => zoho.call('POST', `/Accounts/${id}/Attachments?attachmentUrl=https://files.example/a`);
  await attach(first);
  const query = (rest: string) => zoho.query(`select id, Parent_Id from Attachments where ${rest}`);
  expect((await query('Parent_Id is not null')).body).toMatchObject({ data: [{ Parent_Id: { id: first } }] });
  expect((await query(`Parent_Id in (${ids[1]})`)).status).toBe(204);
});

test('lookups count as joins in every clause, and once for each step of a path', async () => {
  const joins = (text: string) => zoho.query(text);
  const tooMany = { status: 400, body: { code: 'LIMIT_EXCEEDED', details: { clause: 'join', limit: 2 } } };
  expect(
    await joins(
      "select Account_Name.Phone from Contacts where Owner.email = 'a' and Reporting_To.Last_Name = 'b' limit 1",
    ),
  ).toMatchObject(tooMany);
  expect(
    await joins(
      'select Account_Name.Parent_Account.Phone, Account_Name.Phone from Contacts where Owner.id is not null order by Reporting_To.Last_Name',
    ),
  ).toMatchObject(tooMany);
  expect(
    (
      await joins(
        'select Account_Name.Parent_Account.Phone, Account_Name.Phone, Owner.id from Contacts where Owner.id is not null',
      )
    ).status,
  ).toBe(204);
});
