import { proposeMapping } from '../../../domain/proposal/propose.ts';
import type { Column } from '../../../domain/proposal/features.ts';
import type { SourceTable } from '../../../domain/proposal/source.ts';
import { mailFields } from '../../../domain/mails.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import type { Module } from '../../../schemas/terms.ts';
import { column, field, refersTo, table } from './columns.ts';

const subject = (name: string) => field(name, 'text', { mandatory: true, length: 255 });
const destination = {
  Accounts: [field('Account_Name', 'text', { mandatory: true })],
  Contacts: [field('Last_Name', 'text', { mandatory: true })],
  Tasks: [subject('Subject'), field('What_Id', 'lookup'), field('Due_Date', 'date'), field('Status', 'picklist')],
  Calls: [
    subject('Subject'),
    field('What_Id', 'lookup'),
    field('Call_Start_Time', 'datetime', { mandatory: true }),
    field('Call_Duration', 'text', { mandatory: true }),
    field('Call_Type', 'picklist', { mandatory: true }),
    field('Outbound_Call_Status', 'picklist'),
    field('Call_Result', 'picklist'),
    field('Description', 'textarea'),
    field('Owner', 'ownerlookup'),
  ],
  Events: [
    subject('Event_Title'),
    field('What_Id', 'lookup'),
    field('Start_DateTime', 'datetime', { mandatory: true }),
    field('End_DateTime', 'datetime', { mandatory: true }),
  ],
  Notes: [
    field('Note_Title', 'text', { length: 120 }),
    field('Note_Content', 'textarea', { mandatory: true }),
    field('Parent_Id', 'lookup', { mandatory: true }),
    field('Owner', 'ownerlookup'),
  ],
  Attachments: [
    field('File_Name', 'text', { length: 255 }),
    field('Parent_Id', 'lookup'),
    field('Owner', 'ownerlookup'),
  ],
  Emails: mailFields.map((name) => field(name, name === 'sent' ? 'boolean' : 'text')),
};
const customers = table('billing_accounts', [column('account_no', 'id'), column('holder_name', 'company')]);
const propose = (...tables: SourceTable[]) =>
  proposeMapping({
    ...{ tables: [customers, ...tables], destination, records: {} },
    ...{ currency: 'EUR', phoneRegion: 'DE', key: 'Portage_Key' },
  });
const sourceIn = (proposal: ReturnType<typeof propose>, module: Module) => proposal.mapping.modules[module]?.sources[0];

const kind = (...values: string[]) => column('kind', 'code', { values });
const account = column('account_no', 'reference', refersTo('billing_accounts'));
const started = column('started_at', 'timestamp');
const interactions = (...columns: Parameters<typeof table>[1]) =>
  table('interactions', [column('interaction_id', 'id'), account, column('subject', 'text'), ...columns]);

test('calls, meetings and tasks are told apart by the column that says what they are', () => {
  const proposal = propose(interactions(kind('Anruf', 'Besuch', 'Aufgabe', 'E-Mail'), started));
  expect(sourceIn(proposal, 'Calls')).toMatchObject({
    object: 'interactions',
    route: { field: 'kind', in: ['Anruf'] },
  });
  expect(sourceIn(proposal, 'Events')).toMatchObject({ route: { field: 'kind', in: ['Besuch'] } });
  expect(sourceIn(proposal, 'Tasks')).toMatchObject({ route: { field: 'kind', in: ['Aufgabe'] } });
  expect(proposal.comments.map(({ text }) => text)).toContain('by kind; no route is for "E-Mail"');
  expect(Mapping.safeParse(proposal.mapping).error).toBeUndefined();
});

test('the column that is called a kind decides before another one with such values', () => {
  const channel = column('channel', 'code', { values: ['phone', 'visit'] });
  expect(sourceIn(propose(interactions(channel, kind('call'), started)), 'Calls')?.route).toEqual({
    ...{ field: 'kind', in: ['call'] },
  });
});

test('interactions stay in staging if no column says what they are', () => {
  const proposal = propose(interactions(kind('A', 'B'), started));
  expect(proposal.remarks).toEqual(['interactions has no module: it stays in staging.']);
});

test('a call has its record, beginning, duration, direction and texts, which are cut rather than lost', () => {
  const proposal = propose(
    interactions(
      kind('call'),
      started,
      column('ended_at', 'timestamp'),
      column('direction', 'code', { values: ['inbound', 'outbound', 'unknown'] }),
      column('body', 'text'),
      column('agent', 'user'),
    ),
  );
  expect(sourceIn(proposal, 'Calls')?.fields).toEqual({
    What_Id: { from: 'account_no', lookup: 'billing_accounts', required: true },
    Call_Start_Time: { from: 'started_at', transforms: ['datetime'], required: true },
    Call_Duration: { from: 'started_at', until: 'ended_at', transforms: ['duration'], required: true },
    Call_Type: { from: 'direction', required: true, map: 'interactions_Call_Type' },
    Outbound_Call_Status: { from: 'direction', map: 'interactions_Outbound_Call_Status' },
    Subject: { from: 'subject', transforms: expect.any(Array), length: 255, cut: true, required: true },
    Description: { from: 'body', transforms: expect.any(Array), length: 32_000, cut: true },
    Owner: { from: 'agent', owner: true },
  });
  expect(proposal.mapping.maps).toEqual({
    interactions_Call_Type: { inbound: 'Inbound', outbound: 'Outbound' },
    interactions_Outbound_Call_Status: { inbound: null, outbound: 'Completed' },
  });
  expect(proposal.comments.map(({ text }) => text)).toContain(
    'without a counterpart, so the field stays blank: "unknown"',
  );
});

test('what no column says of a call is assumed, and people must check it', () => {
  const proposal = propose(interactions(kind('call'), started));
  expect(sourceIn(proposal, 'Calls')?.fields).toMatchObject({
    Call_Type: { constant: 'Inbound', required: true },
    Call_Duration: { from: 'started_at', until: 'started_at', transforms: ['duration'], required: true },
  });
  const texts = proposal.comments.map(({ text }) => text);
  expect(texts).toContain('unsure: no column has a direction; check it');
  expect(texts).toContain('unsure: no column has an end, so calls last a second; check it');
});

test('a call begins when it started, rather than when it was created or at another time', () => {
  const [other, created] = [column('queued', 'timestamp'), column('created_at', 'timestamp')];
  const begin = (...columns: Parameters<typeof table>[1]) =>
    sourceIn(propose(interactions(kind('call'), ...columns)), 'Calls')?.fields['Call_Start_Time']?.from;
  expect(begin(other, created, started)).toBe('started_at');
  expect(begin(other, created)).toBe('created_at');
});

test('a number of seconds is the duration', () => {
  const proposal = propose(interactions(kind('call'), started, column('duration', 'number')));
  expect(sourceIn(proposal, 'Calls')?.fields['Call_Duration']).toEqual({
    ...{ from: 'duration', transforms: ['duration'], required: true },
  });
});

test('a meeting without an end ends when it began', () => {
  const open = propose(interactions(kind('meeting'), started));
  expect(sourceIn(open, 'Events')?.fields['End_DateTime']).toMatchObject({ from: 'started_at' });
  const ended = propose(interactions(kind('meeting'), started, column('ended_at', 'timestamp')));
  expect(sourceIn(ended, 'Events')?.fields['End_DateTime']).toMatchObject({ from: ['ended_at', 'started_at'] });
});

test('a task of the past is done', () => {
  expect(sourceIn(propose(interactions(kind('task'), started)), 'Tasks')?.fields).toMatchObject({
    Due_Date: { from: 'started_at', transforms: ['date'] },
    Status: { constant: 'Completed', required: true },
  });
});

test('calls without a time or without a record stay in staging, with the reason', () => {
  expect(propose(interactions(kind('call'))).remarks).toEqual([
    'interactions is not loaded into Calls: no column says when they were.',
  ]);
  const alone = table('interactions', [column('interaction_id', 'id'), kind('call'), started]);
  expect(propose(alone).remarks).toEqual([
    'interactions is not loaded into Calls: no column refers to the record that they are about.',
  ]);
});

test('the column that most records fill says about whom they are', () => {
  const few = column('subscriber_no', 'reference', { ...refersTo('subscribers'), filled: 10 });
  const proposal = propose(interactions(few, kind('call'), started));
  expect(sourceIn(proposal, 'Calls')?.fields['What_Id']).toMatchObject({ from: 'account_no' });
});

test('the title of a note keeps when it was written, and by whom; the rest has no field', () => {
  const times = [column('changed', 'timestamp'), column('updated_at', 'timestamp'), column('created_at', 'timestamp')];
  const notes = table(
    'notes',
    [column('note_id', 'id'), account, ...times, column('author', 'user'), column('body', 'text'), kind('x')],
    { updated: 'updated_at' },
  );
  const source = sourceIn(propose(notes), 'Notes');
  expect(source?.fields).toEqual({
    Parent_Id: { from: 'account_no', lookup: 'billing_accounts', required: true },
    Note_Title: { from: ['created_at', 'author'], join: ' · ' },
    Note_Content: { from: 'body', transforms: expect.any(Array), split: true, required: true },
    Owner: { from: 'author', owner: true },
  });
  expect(source?.custom).toBeUndefined();
  expect(source?.ignore).toMatchObject({ kind: 'Zoho takes no custom field here', updated_at: 'used for deltas only' });
});

test('a note without an author is called by its time, and one with a title by that', () => {
  const dated = (...columns: Parameters<typeof table>[1]) =>
    sourceIn(propose(table('notes', [column('note_id', 'id'), account, column('text', 'text'), ...columns])), 'Notes')
      ?.fields['Note_Title'];
  expect(dated(column('day', 'date'))).toEqual({ from: 'day' });
  expect(dated(column('day', 'date'), column('subject', 'title'))).toMatchObject({ from: 'subject' });
  expect(dated()).toBeUndefined();
});

test('a column that is withheld is used for nothing', () => {
  const secret = column('imsi', 'reference', refersTo('billing_accounts'));
  const notes = table('notes', [column('note_id', 'id'), secret, column('body', 'text')]);
  expect(propose(notes).remarks).toEqual([
    'notes is not loaded into Notes: no column refers to the record that they are about.',
  ]);
});

describe('documents', () => {
  const id = column('document_id', 'id');
  const name = column('name', 'file_name');
  const both = refersTo('billing_accounts', 'subscribers');
  const attachments = (...columns: Parameters<typeof table>[1]) => propose(table('documents', [id, ...columns]));

  test('are attached to the record that they name, and nothing else of them is kept', () => {
    const proposal = attachments(name, account, column('mime_type', 'code'), column('filed_by', 'user'));
    expect(sourceIn(proposal, 'Attachments')).toEqual({
      object: 'documents',
      fields: {
        File_Name: { from: 'name' },
        Parent_Id: { from: 'account_no', lookup: 'billing_accounts', required: true },
      },
      ignore: { mime_type: 'a file has no other fields', filed_by: 'a file has no other fields' },
    });
    expect(proposal.comments.map(({ text }) => text)).toContain('certain: its values are names of files');
    expect(Mapping.safeParse(proposal.mapping).error).toBeUndefined();
  });

  test('hang on the object that a column names, where their record can be of several', () => {
    const object = column('owner_object', 'code', { values: ['billing_accounts', 'subscribers'] });
    const proposal = attachments(name, column('owner_no', 'reference', both), object);
    expect(sourceIn(proposal, 'Attachments')?.fields['Parent_Id']).toEqual({
      ...{ from: 'owner_no', lookup_from: 'owner_object', required: true },
    });
    expect(proposal.decisions.filter(({ into }) => into === 'Parent_Id').map((one) => one.column)).toEqual([
      ...['owner_no', 'owner_object'],
    ]);
  });

  test('hang on e-mails, where they came with them', () => {
    const owner = column('owner_no', 'reference', refersTo('interactions'));
    expect(sourceIn(attachments(name, owner), 'Attachments')?.fields['Parent_Id']).toMatchObject({
      ...{ from: 'owner_no', lookup: 'interactions' },
    });
  });

  test('that name no record are counted beside the rule, because a load rejects them', () => {
    const some = column('account_no', 'reference', { ...refersTo('billing_accounts'), rows: 1_000, filled: 400 });
    expect(attachments(name, some).comments.map(({ text }) => text)).toContain(
      'certain: refers to billing_accounts, 600 of 1,000 rows name none',
    );
  });

  test('take the shortest of the names, if no values are names of files', () => {
    const customer = column('customer_name', 'text');
    const found = sourceIn(attachments(customer, column('title', 'title'), account), 'Attachments');
    expect(found?.fields['File_Name']).toEqual({ from: 'title' });
  });

  test('stay in staging without a name or a record', () => {
    expect(attachments(account).remarks).toEqual([
      'documents is not loaded into Attachments: no column has the names of the files.',
    ]);
    expect(attachments(name).remarks).toEqual([
      'documents is not loaded into Attachments: no column refers to the record that they are about.',
    ]);
  });
});

const mailColumns = [
  ...[column('sender', 'email'), column('recipients', 'text'), column('body', 'text'), started],
  ...[column('direction', 'code', { values: ['in', 'out', 'both'] }), column('message_id', 'text')],
  column('agent', 'user'),
];

test('e-mails are told apart by their kind, and have their people, texts, time and direction', () => {
  const proposal = propose(interactions(kind('call', 'E-Mail'), ...mailColumns));
  expect(sourceIn(proposal, 'Emails')).toMatchObject({
    route: { field: 'kind', in: ['E-Mail'] },
    fields: {
      Parent_Id: { from: 'account_no', lookup: 'billing_accounts', required: true },
      from: { from: 'sender', required: true },
      to: { from: 'recipients', required: true },
      subject: { from: 'subject', length: 500, cut: true, required: true },
      content: { from: 'body', length: 32_000, cut: true, required: true },
      date_time: { from: 'started_at', transforms: ['datetime'], required: true },
      sent: { from: 'direction', required: true },
      original_message_id: { from: 'message_id' },
      owner: { from: 'agent', owner: true },
    },
  });
  expect(Object.values(proposal.mapping.maps)).toContainEqual({ in: false, out: true });
  expect(Mapping.safeParse(proposal.mapping).error).toBeUndefined();
});

test('interactions without a kind that have all that an e-mail needs are e-mails', () => {
  const proposal = propose(interactions(...mailColumns.slice(0, 5)));
  expect(sourceIn(proposal, 'Emails')).toMatchObject({ fields: { from: { from: 'sender' } } });
  expect(sourceIn(proposal, 'Emails')?.route).toBeUndefined();
});

describe('the people of an e-mail', () => {
  const others = mailColumns.slice(2, 5);
  const people = (from: Column, to: Column) => {
    const fields = sourceIn(propose(interactions(from, to, ...others)), 'Emails')?.fields;
    return fields && [fields['from']?.from, fields['to']?.from];
  };
  const [from, to] = [column('from', 'text'), column('to', 'text')];

  test.each([
    ['from', 'to'],
    ['from_email', 'toAddresses'],
    ['Absender', 'E-Mail an'],
    ['mail_from', 'recipients'],
    ['de', 'para'],
    ['von', 'an'],
  ])('are those of %s and %s', (sender, recipient) => {
    expect(people(column(sender, 'text'), column(recipient, 'text'))).toEqual([sender, recipient]);
  });

  test('are those of a longer name that speaks of them, if its values are addresses', () => {
    expect(people(column('first_sender', 'email'), to)).toEqual(['first_sender', 'to']);
    expect(people(column('first_sender', 'text'), to)).toBeUndefined();
  });

  test.each(['assigned_to', 'related_to', 'an_kunde'])('are not those of %s', (name) => {
    expect(people(from, column(name, 'text'))).toBeUndefined();
    expect(people(from, column(name, 'email'))).toBeUndefined();
  });

  test.each(['valid_from', 'von_system'])('are not those of %s', (name) => {
    expect(people(column(name, 'text'), to)).toBeUndefined();
  });

  test('are not times, phones or codes', () => {
    expect(people(column('from', 'timestamp'), column('to', 'timestamp'))).toBeUndefined();
    expect(people(column('from', 'phone'), column('to', 'phone'))).toBeUndefined();
    expect(people(column('sender', 'code'), to)).toBeUndefined();
  });
});

test.each([
  ['msg_id', 'texto', 'Entrada', 'Salida'],
  ['Nachrichten-ID', 'Text', 'empfangen', 'gesendet'],
  ['id_message', 'message', 'reçu', 'envoyé'],
])('an e-mail with %s, %s and the direction %s is found', (id, body, inbound, outbound) => {
  const columns = [column('from', 'email'), column('to', 'email'), column(body, 'text'), started, column(id, 'id')];
  const proposal = propose(interactions(...columns, column('sentido', 'code', { values: [inbound, outbound] })));
  expect(sourceIn(proposal, 'Emails')).toMatchObject({
    fields: { content: { from: body }, original_message_id: { from: id } },
  });
  expect(Object.values(proposal.mapping.maps)).toContainEqual({ [inbound]: false, [outbound]: true });
});

test('e-mails without a sender have no route, as before', () => {
  const proposal = propose(interactions(kind('call', 'email'), ...mailColumns.slice(1)));
  expect(sourceIn(proposal, 'Emails')).toBeUndefined();
  expect(proposal.comments.map(({ text }) => text)).toContain('by kind; no route is for "email"');
});

test('e-mails whose text may not leave the source have no module', () => {
  const others = mailColumns.filter((one) => one.facts.column !== 'body');
  const proposal = propose(interactions(kind('email'), column('body_password', 'text'), ...others));
  expect(sourceIn(proposal, 'Emails')).toBeUndefined();
  expect(proposal.remarks.join(' ')).toContain('no column has a text, which Zoho needs in an e-mail');
});
