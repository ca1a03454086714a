import { fromMapping } from '../../../domain/quality/settings.ts';
import { filesUnread } from '../../../domain/quality/limits.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { contextWith, findWith, ruleNamed, type TablesOfTest } from '../../support/survey.ts';

const columns = { no: 'id', kind: 'code', message: 'text', other: 'text' } as const;
const interactions = (): TablesOfTest => ({ interactions: { columns, rows: [] } });
const mails = (from: string | string[]) => ({
  Emails: {
    sources: [
      {
        object: 'interactions',
        fields: { Parent_Id: { from: 'kind', lookup: 'subscribers' }, original_message_id: { from } },
      },
    ],
  },
});
const mailsIn = (modules: object) =>
  fromMapping(Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules })).mailsIn;

test('the routes to e-mails have the fields that are written as they are', () => {
  const parent = { Parent_Id: ['kind'] };
  expect(mailsIn(mails('message'))('interactions')).toEqual([
    { route: 0, fields: { ...parent, original_message_id: ['message'] } },
  ]);
  expect(mailsIn(mails(['message', 'other']))('interactions')).toEqual([
    { route: 0, fields: { ...parent, original_message_id: ['message', 'other'] } },
  ]);
  const joined = mails('message');
  Object.assign(joined.Emails.sources[0]!.fields.original_message_id, { from: ['message', 'other'], join: '@' });
  expect(mailsIn(joined)('interactions')).toEqual([{ route: 0, fields: parent }]);
  const changed = { sent: { from: 'kind', map: 'sent' }, content: { from: 'other', length: 20, cut: true } };
  const fixed = { subject: { constant: 'Mail' } };
  const others = { Emails: { sources: [{ object: 'interactions', fields: { ...changed, ...fixed } }] } };
  expect(mailsIn(others)('interactions')).toEqual([{ route: 0, fields: {} }]);
  const notes = { Notes: { sources: [{ object: 'notes', fields: { Note_Content: { from: 'body' } } }] } };
  expect(mailsIn(notes)('notes')).toEqual([]);
});

test('e-mails with the message id of an earlier one are searched', () => {
  const context = (fields?: string[]) =>
    contextWith(interactions(), {
      mailsIn: (object) =>
        object === 'interactions' ? [{ route: 1, fields: fields ? { original_message_id: fields } : {} }] : [],
    });
  const [search, ...others] = ruleNamed('DQ41').search(context(['message', 'gone', 'other']));
  expect(others).toEqual([]);
  expect(search).toMatchObject({ object: 'interactions', field: 'message, other', blocks: true });
  expect(search!.where).toContain(
    'case when rowid in (select place from "#route" where object = \'interactions\' and route = 1) then coalesce(trim("message"), trim("other")) end',
  );
  expect(ruleNamed('DQ41').search(context(['gone']))).toEqual([]);
  expect(ruleNamed('DQ41').search(context())).toEqual([]);
});

test('e-mails of two routes can have the same message id, and blanks around it are no part of it', () => {
  const mailsIn = () => [
    { route: 0, fields: { original_message_id: ['message'] } },
    { route: 1, fields: { original_message_id: ['other'] } },
  ];
  const searches = ruleNamed('DQ41').search(contextWith(interactions(), { mailsIn }));
  expect(searches).toMatchObject([{ object: 'interactions', field: 'message, other' }]);
  expect(searches[0]!.where).toMatch(
    /route = 0\) then coalesce\(trim\("message"\)\) when .*route = 1\) then coalesce\(trim\("other"\)\) end/,
  );
});

test('e-mails that Zoho refuses are found by the field that it refuses', async () => {
  const ok = {
    no: '',
    sender: 'a@b.example',
    to: 'Cy <c@d.example>; e@f.example',
    subject: 'Bill',
    at: '2026-11-27T12:00:00',
  };
  const rows = [
    ok,
    { ...ok, sender: 'a@b.example, c@d.example' },
    { ...ok, to: 'the office' },
    { ...ok, subject: 'x'.repeat(501) },
    { ...ok, at: '2026-11-27T12:00:01' },
    // A blank is found by the rule about what is required.
    { ...ok, to: '' },
  ].map(({ sender, to, subject, at }, place) => [`I${place}`, sender, to, subject, at]);
  const columns = { no: 'id', sender: 'email', to: 'text', subject: 'text', at: 'timestamp' } as const;
  const fields = { from: ['sender'], to: ['to'], subject: ['subject'], date_time: ['at'], content: ['gone'] };
  expect(
    await findWith('DQ43', { interactions: { columns, rows } }, { mailsIn: () => [{ route: 0, fields }] }),
  ).toEqual([
    'interactions I4: at, date_time: after the survey',
    'interactions I1: sender, from: not one e-mail address',
    'interactions I3: subject, subject: longer than 500 characters',
    'interactions I2: to, to: not e-mail addresses',
  ]);
});

test('an address counts only where the columns before it are blank', async () => {
  const columns = { no: 'id', mail: 'email', second: 'email' } as const;
  const rows = [
    ['I1', 'a@b.example', 'nobody'],
    ['I2', '', 'nobody'],
  ];
  const mailsIn = () => [{ route: 0, fields: { to: ['mail', 'second'] } }];
  expect(await findWith('DQ43', { interactions: { columns, rows } }, { mailsIn })).toEqual([
    'interactions I2: second, to: not e-mail addresses',
  ]);
});

test('files that a load withholds are found, where files were read', async () => {
  const documents: TablesOfTest = { documents: { columns: { no: 'id' }, rows: [['D1'], ["D'2"]] } };
  const found = (held: string[], read = 2) => findWith('DQ42', documents, { readFiles: { files: 2, read, held } });
  expect(await found(["D'2"])).toEqual(["documents D'2: record"]);
  expect(await found([])).toEqual([]);
  expect(ruleNamed('DQ42').search(contextWith(documents))).toEqual([]);
  expect(ruleNamed('DQ42').search(contextWith(documents, { readFiles: { files: 2, read: 1, held: [] } }))).toHaveLength(
    1,
  );
});

test('files that were not read are said to be so', () => {
  expect(filesUnread({ files: 2, read: 2 })).toEqual([]);
  expect(filesUnread({ files: 1_200, read: 100 })).toEqual([
    'Of 1,200 files, 100 were read. A load reads all of them, and rejects texts that hold network identifiers.',
  ]);
});
