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
const messageIdsIn = (modules: object) =>
  fromMapping(Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules })).messageIdsIn;

test('the fields with message ids are those of the routes to e-mails', () => {
  expect(messageIdsIn(mails('message'))('interactions')).toEqual([{ route: 0, fields: ['message'] }]);
  expect(messageIdsIn(mails(['message', 'other']))('interactions')).toEqual([
    { route: 0, fields: ['message', 'other'] },
  ]);
  const joined = mails('message');
  Object.assign(joined.Emails.sources[0]!.fields.original_message_id, { from: ['message', 'other'], join: '@' });
  expect(messageIdsIn(joined)('interactions')).toEqual([]);
  const notes = { Notes: { sources: [{ object: 'notes', fields: { Note_Content: { from: 'body' } } }] } };
  expect(messageIdsIn(notes)('notes')).toEqual([]);
  const none = { Emails: { sources: [{ object: 'interactions', fields: { subject: { from: 'kind' } } }] } };
  expect(messageIdsIn(none)('interactions')).toEqual([]);
});

test('e-mails with the message id of an earlier one are searched', () => {
  const context = (fields: string[]) =>
    contextWith(interactions(), {
      messageIdsIn: (object) => (object === 'interactions' ? [{ route: 1, fields }] : []),
    });
  const [search, ...others] = ruleNamed('DQ41').search(context(['message', 'gone', 'other']));
  expect(others).toEqual([]);
  expect(search).toMatchObject({ object: 'interactions', field: 'message, other', blocks: true });
  expect(search!.where).toContain(
    'case when rowid in (select place from "#route" where object = \'interactions\' and route = 1) then coalesce(trim("message"), trim("other")) end',
  );
  expect(ruleNamed('DQ41').search(context(['gone']))).toEqual([]);
});

test('e-mails of two routes can have the same message id, and blanks around it are no part of it', () => {
  const messageIdsIn = () => [
    { route: 0, fields: ['message'] },
    { route: 1, fields: ['other'] },
  ];
  const searches = ruleNamed('DQ41').search(contextWith(interactions(), { messageIdsIn }));
  expect(searches).toMatchObject([{ object: 'interactions', field: 'message, other' }]);
  expect(searches[0]!.where).toMatch(
    /route = 0\) then coalesce\(trim\("message"\)\) when .*route = 1\) then coalesce\(trim\("other"\)\) end/,
  );
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
