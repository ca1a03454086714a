import { demoOrgs } from '../../../emulators/zoho/orgs/seed.ts';
import { idsOf, oneOf, openEmulator, rowsOf, sandboxId, type Caller } from './caller.ts';

let zoho: Caller;
let now = Date.UTC(2026, 0, 5);
const criteria = { field: { api_name: 'Rating' }, comparator: 'equal', value: 'Active' };
beforeEach(async () => {
  const views = [{ module: 'Accounts', name: 'Active ones', criteria }];
  zoho = await openEmulator({ clock: () => now, orgs: demoOrgs.map((org) => ({ ...org, views })) });
});
afterEach(() => zoho.close());

const insertOne = async (module: string, row: Record<string, unknown>) =>
  idsOf(await zoho.insert(module, [row]))[0] ?? '';
const read = async (module: string, id: string) => oneOf(await zoho.call('GET', `/${module}/${id}`));

describe('a custom view', () => {
  interface View {
    id: string;
    name: string;
  }
  let ids: string[] = [];
  beforeEach(async () => {
    const [active, other] = [{ Rating: 'Active' }, { Rating: 'Shut Down' }];
    const rows = [active, other, active].map((values, at) => ({ Account_Name: `Account ${at}`, ...values }));
    ids = idsOf(await zoho.insert('Accounts', rows));
  });
  const viewOf = async (name: string) => {
    const { body } = await zoho.call('GET', '/settings/custom_views?module=Accounts');
    return (body as { custom_views: View[] }).custom_views.find((view) => view.name === name)?.id ?? '';
  };

  test('lists and counts the records that meet its criteria', async () => {
    const cvid = await viewOf('Active ones');
    const rows = rowsOf(await zoho.call('GET', `/Accounts?fields=id&cvid=${cvid}&sort_order=asc`));
    expect(rows.map((row) => row['id'])).toEqual([ids[0], ids[2]]);
    expect((await zoho.call('GET', `/Accounts/actions/count?cvid=${cvid}`)).body).toEqual({ count: 2 });
    const all = await viewOf('All Accounts');
    expect((await zoho.call('GET', `/Accounts/actions/count?cvid=${all}`)).body).toEqual({ count: 3 });
  });

  test('that does not exist is rejected, and so is one beside a search or an order', async () => {
    const cvid = await viewOf('Active ones');
    const codes = ['?fields=id&cvid=1', `?fields=id&cvid=${cvid}&sort_by=id`, `/actions/count?cvid=${cvid}&word=abc`];
    const replies = await Promise.all(codes.map((path) => zoho.call('GET', `/Accounts${path}`)));
    expect(replies.map((reply) => (reply.body as { code: string }).code)).toEqual([
      'INVALID_DATA',
      'AMBIGUITY_DURING_PROCESSING',
      'AMBIGUITY_DURING_PROCESSING',
    ]);
  });

  test('names the records of a mass update, whose job has the counts', async () => {
    const fired = async () => {
      const { orgs } = (await zoho.admin('GET', '/stats')).body as { orgs: Record<string, { wouldHaveFired: number }> };
      return orgs[sandboxId]?.wouldHaveFired ?? 0;
    };
    const before = await fired();
    const body = { data: [{ Ownership: 'Private' }], cvid: await viewOf('Active ones') };
    const [item] = rowsOf(await zoho.call('POST', '/Accounts/actions/mass_update', body));
    const { job_id: job } = item?.['details'] as { job_id: string };
    expect(rowsOf(await zoho.call('GET', `/Accounts/actions/mass_update?job_id=${job}`))).toMatchObject([
      { Status: 'COMPLETED', Updated_Count: 2, Total_Count: 2 },
    ]);
    expect(await read('Accounts', ids[1] ?? '')).toMatchObject({ Ownership: null });
    expect(await fired()).toBe(before + 2);
  });

  test('a mass update changes records by their ids, and adds to multi-selects', async () => {
    const values = ['a', 'b'].map((display_value) => ({ display_value }));
    const field = { field_label: 'Tones', data_type: 'multiselectpicklist', pick_list_values: values };
    await zoho.call('POST', '/settings/fields?module=Accounts', { fields: [field] });
    const [first = ''] = ids;
    await zoho.call('PUT', '/Accounts', { data: [{ id: first, Tones: ['a'] }], trigger: [] });
    const update = (body: object) => zoho.call('POST', '/Accounts/actions/mass_update', body);
    expect(await update({ data: [{ Tones: ['b'] }], ids: [first, '1'] })).toMatchObject({
      status: 207,
      body: { data: [{ code: 'SUCCESS' }, { code: 'INVALID_DATA' }] },
    });
    expect(await read('Accounts', first)).toMatchObject({ Tones: ['a', 'b'] });
    expect((await update({ data: [{ Created_Time: 'x' }], ids })).body).toMatchObject({ code: 'INVALID_DATA' });
    expect((await update({ data: [{ Rating: 'Active' }] })).body).toMatchObject({ code: 'MANDATORY_NOT_FOUND' });
  });
});

test('a clone has the values and lines of its record, except for external ids and what the call changes', async () => {
  const field = { field_label: 'Legacy', data_type: 'text', external: { type: 'org' } };
  await zoho.call('POST', '/settings/fields?module=Sales_Orders', { fields: [field] });
  const account = { id: await insertOne('Accounts', { Account_Name: 'North' }) };
  const product = { id: await insertOne('Products', { Product_Name: 'SKU' }) };
  const lines = [{ Product_Name: product, Quantity: 2, List_Price: 5 }];
  const order = { Subject: 'One', Legacy: 'o:1', Account_Name: account, Ordered_Items: lines };
  const id = await insertOne('Sales_Orders', order);
  const [copy = ''] = idsOf(
    await zoho.call('POST', `/Sales_Orders/${id}/actions/clone`, { data: [{ Subject: 'Two' }] }),
  );
  const [old, made] = [await read('Sales_Orders', id), await read('Sales_Orders', copy)];
  expect(made).toMatchObject({ Subject: 'Two', Legacy: null, Account_Name: account, Grand_Total: 10 });
  const [before, after] = [old, made].map((one) => (one?.['Ordered_Items'] as { id: string }[])[0]?.id);
  expect(after).not.toBe(before);
});

test('the stages of a deal are listed, the newest first, with their days', async () => {
  const id = await insertOne('Deals', { Deal_Name: 'Big', Stage: 'Qualification' });
  const set = (values: object) => zoho.call('PUT', '/Deals', { data: [{ id, ...values }], trigger: [] });
  await set({ Description: 'no change of stage' });
  now += 3 * 86_400_000;
  const { token } = (await zoho.admin('POST', '/token', { environment: 'sandbox' })).body as { token: string };
  const headers = { Authorization: `Zoho-oauthtoken ${token}` };
  await zoho.call('PUT', '/Deals', { data: [{ id, Stage: 'Closed Won' }], trigger: [] }, headers);
  const rows = rowsOf(await zoho.call('GET', `/Deals/${id}/Stage_History`, undefined, headers));
  expect(rows).toMatchObject([
    { Stage: 'Closed Won', Moved_To__s: null },
    { Stage: 'Qualification', Moved_To__s: 'Closed Won', Stage_Duration_Calendar_Days: 3 },
  ]);
  const lists = await zoho.call('GET', '/settings/related_lists?module=Deals', undefined, headers);
  expect(JSON.stringify(lists.body)).toContain('Stage_History');
});

test('mail that Zoho would send for activities and users is recorded', async () => {
  const meeting = {
    Event_Title: 'Visit',
    Start_DateTime: '2026-02-01T10:00:00Z',
    End_DateTime: '2026-02-01T11:00:00Z',
  };
  const Participants = [{ type: 'email', participant: 'guest@harbour.example' }];
  const invited = await insertOne('Events', { ...meeting, Participants });
  await insertOne('Events', { ...meeting, Participants, $send_notification: false });
  await insertOne('Events', meeting);
  const alarm = { ALARM: 'ACTION=EMAIL;TRIGGER=DATE-TIME:2026-02-01T09:00:00+00:00' };
  const task = await insertOne('Tasks', { Subject: 'Call back', Send_Notification_Email: true, Remind_At: alarm });
  await insertOne('Tasks', { Subject: 'Look', Remind_At: { ALARM: alarm.ALARM.replace('EMAIL', 'POPUP') } });
  const { body } = await zoho.admin('GET', `/notices?org=${sandboxId}`);
  expect(
    (body as { module: string; record: string; kind: string }[]).map(
      ({ at: _, ...one }: Record<string, unknown>) => one,
    ),
  ).toEqual([
    { module: 'Events', record: invited, kind: 'invitation' },
    { module: 'Tasks', record: task, kind: 'notification' },
    { module: 'Tasks', record: task, kind: 'reminder' },
  ]);
});

test('an org without space rejects records, files and e-mails, and the records before them stay', async () => {
  await zoho.admin('POST', `/storage?org=${sandboxId}`, { records: 2, fileBytes: 10 });
  const reply = await zoho.insert(
    'Accounts',
    ['North', 'South', 'West'].map((name) => ({ Account_Name: name })),
  );
  expect(reply).toMatchObject({
    status: 207,
    body: { data: [{ code: 'SUCCESS' }, { code: 'SUCCESS' }, { code: 'STORAGE_SPACE_EXCEEDED', status: 'error' }] },
  });
  const [id = ''] = idsOf(reply);
  const form = new FormData();
  form.append('file', new Blob(['12345678901']), 'a.txt');
  expect((await zoho.call('POST', `/Accounts/${id}/Attachments`, form)).body).toMatchObject({
    code: 'STORAGE_SPACE_EXCEEDED',
  });
  const person = { user_name: 'A', email: 'a@harbour.example' };
  const mail = {
    ...{ from: person, to: [person], subject: 'Hello', content: '12345678901', sent: true },
    ...{ date_time: '2025-06-12T12:12:12+00:00', original_message_id: 'one@harbour.example' },
  };
  expect((await zoho.call('POST', `/Accounts/${id}/actions/associate_email`, { Emails: [mail] })).body).toMatchObject({
    Emails: [{ code: 'STORAGE_SPACE_EXCEEDS' }],
  });
});

test('a task names a contact or a lead, and both list it', async () => {
  const lead = await insertOne('Leads', { Last_Name: 'Lead' });
  const contact = await insertOne('Contacts', { Last_Name: 'Contact' });
  const ofLead = await insertOne('Tasks', { Subject: 'One', Who_Id: { id: lead } });
  const asRecord = await insertOne('Tasks', { Subject: 'Two', What_Id: { id: lead }, $se_module: 'Leads' });
  const ofContact = await insertOne('Tasks', { Subject: 'Three', Who_Id: { id: contact } });
  expect(await read('Tasks', ofLead)).toMatchObject({ Who_Id: { id: lead, name: 'Lead' } });
  const listed = async (path: string) =>
    rowsOf(await zoho.call('GET', `/${path}/Tasks?fields=Subject`)).map((row) => row['id']);
  expect(await listed(`Leads/${lead}`)).toEqual([ofLead, asRecord]);
  expect(await listed(`Contacts/${contact}`)).toEqual([ofContact]);
});

test('attachments are a module in the list, with fields but without records to write', async () => {
  const { modules } = (await zoho.call('GET', '/settings/modules')).body as { modules: object[] };
  expect(modules).toContainEqual(expect.objectContaining({ api_name: 'Attachments', creatable: false }));
  const { fields } = (await zoho.call('GET', '/settings/fields?module=Attachments')).body as { fields: object[] };
  expect(fields).toContainEqual(
    expect.objectContaining({ api_name: 'File_Name', id: expect.stringMatching(/^\d{19}$/) }),
  );
});

test.each([
  ['/Accounts/actions/mass_update', { data: [{ Rating: 'Active' }], ids: ['1'], criteria: [] }],
  ['/Accounts/actions/change_owner', { owner: { id: '1' }, ids: ['1'], related_modules: [{ api_name: 'Contacts' }] }],
  ['/Accounts/actions/mass_delete', { cvid: '1' }],
])('POST %s with %j answers that it does not imitate this, and changes nothing', async (path, body) => {
  expect(await zoho.call('POST', path, body)).toMatchObject({ status: 501, body: { code: 'NOT_SUPPORTED' } });
});

test.each([
  ['POST', '/Leads/1/actions/convert'],
  ['DELETE', '/settings/layouts/1'],
  ['POST', '/settings/global_picklists/1/actions/replace_picklist_values'],
  ['PUT', '/settings/profiles/1'],
  ['GET', '/Accounts/actions/mass_delete'],
])('%s %s answers that it is not imitated', async (method, path) => {
  expect(await zoho.call(method, path)).toMatchObject({
    status: 501,
    body: { code: 'NOT_SUPPORTED', status: 'error', message: expect.stringContaining('README') },
  });
});
