import { judgeMail, outlineOf, peopleIn, personOf, personText } from '../../domain/mails.ts';
import type { JsonObject } from '../../schemas/json.ts';

const mail: JsonObject = {
  ...{ from: 'Ann <ann@a.example>', to: 'bob@b.example', subject: 'Hello', content: 'Text', sent: true },
  date_time: '2024-01-02T10:00:00+00:00',
};
const takenAt = Date.parse('2026-01-01T00:00:00Z');
const judge = (changes: JsonObject, at: number | null = takenAt) => {
  const given = Object.entries({ ...mail, ...changes }).filter(([, value]) => value !== null);
  return judgeMail(Object.fromEntries(given), at);
};

test.each([
  ['ann@a.example', ['ann@a.example']],
  ['Ann@A.example', ['ann@a.example']],
  ['<ann@a.example>', ['ann@a.example']],
  ['mailto:ann@a.example', ['ann@a.example']],
  ['Ann Ash <ann@a.example>, bob@b.example; ', ['Ann Ash <ann@a.example>', 'bob@b.example']],
  ['"Ash, \\"Ann\\"" <ann@a.example>;bob@b.example', ['Ash, Ann <ann@a.example>', 'bob@b.example']],
  ['ann@a.example <ann@a.example>', ['ann@a.example']],
  ['ann@a.example, ANN@a.example', ['ann@a.example']],
  ['', []],
])('the people in %s are read', (text, people) => {
  expect(peopleIn(text)).toEqual({ people, unreadable: 0 });
});

test('what is no address is counted', () => {
  expect(peopleIn('undisclosed recipients; bob@b.example, Ann <>')).toEqual({
    people: ['bob@b.example'],
    unreadable: 2,
  });
});

test('an e-mail is queued with its people as lists, and as HTML if it has tags', () => {
  expect(judge({ cc: 'c@c.example', bcc: '' })).toEqual({
    values: { ...mail, to: ['bob@b.example'], cc: ['c@c.example'], mail_format: 'text' },
    remarks: [],
  });
  expect(judge({ content: '<p>Text</p>' })).toMatchObject({ values: { mail_format: 'html' } });
  expect(judge({ content: 'a <b and c> d', mail_format: 'html' })).toMatchObject({ values: { mail_format: 'html' } });
});

test('a copy to somebody without a readable address is moved without it, and a remark says so', () => {
  expect(judge({ cc: 'c@c.example, nobody', bcc: 'nobody' })).toMatchObject({
    values: { cc: ['c@c.example'] },
    remarks: ['cc', 'bcc'].map((field) => ({ field, rule: 'blank:not an e-mail address' })),
  });
  expect(judge({ bcc: 'nobody' })).not.toHaveProperty('values.bcc');
});

test.each<[JsonObject, string]>([
  [{ from: null }, 'from: no sender'],
  [{ from: 'nobody' }, 'from: not an e-mail address'],
  [{ from: 'a@a.example, b@b.example' }, 'from: several senders'],
  [{ to: null }, 'to: no recipient'],
  [{ to: '' }, 'to: no recipient'],
  [{ to: ' ; ' }, 'to: no recipient'],
  [{ to: 'bob@b.example, nobody' }, 'to: not an e-mail address'],
  [{ subject: ' ' }, 'subject: missing'],
  [{ subject: 'x'.repeat(501) }, 'subject: longer than 500 characters'],
  [{ content: null }, 'content: missing'],
  [{ content: 'x'.repeat(32_001) }, 'content: longer than 32000 characters'],
  [{ sent: 'out' }, 'sent: neither true nor false'],
  [{ date_time: null }, 'date_time: missing'],
  [{ date_time: 'some day' }, 'date_time: not a point in time'],
  [{ date_time: '2026-01-01T00:00:01Z' }, 'date_time: in the future'],
])('an e-mail with %j is rejected: %s', (changes, problem) => {
  expect(judge(changes)).toEqual({ problem });
});

test('without the time of the extraction, no date is in the future', () => {
  expect(judge({ date_time: '2099-01-01T00:00:00Z' }, null)).toHaveProperty('values');
});

test('a person goes to Zoho with a name, and comes back as it was', () => {
  for (const text of ['Ann Ash <ann@a.example>', 'ann@a.example']) expect(personText(personOf(text))).toBe(text);
  expect(personOf('ann@a.example')).toEqual({ user_name: 'ann@a.example', email: 'ann@a.example' });
  expect(personText({ user_name: null, email: 'Ann@a.example' })).toBe('ann@a.example');
  expect(personText({ user_name: 'Ann <x>', email: 'ann' })).toBe('ann');
  expect(personText({})).toBe('');
});

test('the outline of an e-mail is that of its entry in a list of Zoho, and no other one’s', () => {
  const queued: JsonObject = { ...mail, to: ['bob@b.example', 'c@c.example'], original_message_id: '<m1@a.example>' };
  const listed: JsonObject = {
    ...{ from: 'Another Name <ann@a.example>', to: ['c@c.example', 'Bob <bob@b.example>'], cc: [], content: null },
    ...{ subject: 'Hello', sent: true, date_time: '2024-01-02T11:00:00+01:00', owner: { id: '1' } },
  };
  expect(outlineOf(listed)).toBe(outlineOf(queued));
  const others: JsonObject[] = [
    { subject: 'Other' },
    { sent: false },
    { to: null },
    { date_time: '2024-01-02T10:00:01Z' },
  ];
  for (const changes of others) expect(outlineOf({ ...listed, ...changes })).not.toBe(outlineOf(queued));
});
