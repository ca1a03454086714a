import { verifyRecord, type VerifiedRecord, type VerifyRules } from '../../domain/verify-record.ts';

const rules: VerifyRules = { lines: 'Invoiced_Items', money: ['Grand_Total', 'Open_Balance'], places: 2, us: '1' };
const lines = [{ Product_Name: { id: '9' }, Quantity: 2, List_Price: 5 }];
const ours = { Modified_Time: '2026-01-01T10:00:00+00:00', Modified_By: { id: '1' } };
const theirs = { Modified_Time: '2026-01-01T10:00:00+00:00', Modified_By: { id: '77' } };

/** An invoice of two lines that Zoho holds as it was written. */
const invoice = (changes: Partial<VerifiedRecord> = {}, found: object = {}): VerifiedRecord => ({
  key: 'acme:invoices:1',
  wanted: { Subject: 'A', Open_Balance: 4, Invoiced_Items: lines },
  held: [],
  unacknowledged: [],
  writtenAt: '2026-01-01T11:00:00+01:00',
  found: { Subject: 'A', Open_Balance: 4, Grand_Total: 10, ...ours, ...found },
  foundLines: [{ Product_Name: { id: '9' }, Quantity: '2', List_Price: '5.00' }],
  figures: { Grand_Total: '10.00', Open_Balance: '4.00' },
  ...changes,
});
const verify = (record: VerifiedRecord, changes: Partial<VerifyRules> = {}) =>
  verifyRecord(record, { ...rules, ...changes });

test('a record that Zoho holds as it was written has no differences, and each field of each line counts', () => {
  expect(verify(invoice())).toEqual({
    fields: 5,
    differing: [],
    edited: [],
    editedAt: '',
    money: [
      { field: 'Grand_Total', source: '10.00', lines: '10.00', destination: '10', differs: false, isCounted: true },
      { field: 'Open_Balance', source: '4.00', lines: null, destination: '4', differs: false, isCounted: true },
    ],
  });
});

test('fields and lines that differ are named', () => {
  const record = invoice(
    { foundLines: [{ Product_Name: { id: '8' }, Quantity: '2', List_Price: '5' }] },
    { Subject: 'B' },
  );
  expect(verify(record).differing).toEqual(['Subject', 'Invoiced_Items[1].Product_Name']);
});

test('a missing record is one difference, and its money is missing too', () => {
  const verdict = verify({ ...invoice(), found: undefined });
  expect(verdict).toMatchObject({ differing: ['the record'], edited: [] });
  expect(verdict.money).toMatchObject([
    { source: '10.00', destination: null, differs: true },
    { source: '4.00', destination: null, differs: true },
  ]);
});

test.each([
  ['the source states another total', { figures: { Grand_Total: '12.00' } }, {}],
  ['Zoho computes another total', {}, { Grand_Total: '9.99' }],
  ['Zoho has no total', {}, { Grand_Total: '' }],
])('money differs when %s', (_, changes, found) => {
  const [total] = verify(invoice(changes, found)).money;
  expect(total).toMatchObject({ field: 'Grand_Total', differs: true });
});

test('a total in Zoho that does not follow from the lines is also a difference of the field', () => {
  expect(verify(invoice({}, { Grand_Total: 9 })).differing).toEqual(['Grand_Total']);
  expect(verify(invoice({ figures: { Grand_Total: '12.00' } })).differing).toEqual([]);
});

test('a record without lines and without figures of the source has nothing to compare its total with', () => {
  const record = invoice({ wanted: { Subject: 'A' }, figures: {} }, { Grand_Total: undefined });
  expect(verify(record, { lines: undefined })).toMatchObject({
    fields: 1,
    differing: [],
    money: [{ differs: false }, {}],
  });
});

describe('a difference is an edit of people', () => {
  test('when another user changed the record after our last write', () => {
    expect(verify(invoice({}, { Subject: 'B', ...theirs }))).toMatchObject({
      differing: [],
      edited: ['Subject'],
      editedAt: '2026-01-01T10:00:00+00:00',
    });
  });

  test('and not when we changed it last, when the time is earlier, or when time or user are not known', () => {
    for (const [changes, found] of [
      [{}, { ...theirs, Modified_By: { id: '1' } }],
      [{}, { ...theirs, Modified_Time: '2026-01-01T09:59:59+00:00' }],
      [{}, { ...theirs, Modified_Time: null }],
      [{}, { ...theirs, Modified_By: null }],
      [{ writtenAt: null }, theirs],
    ] as const)
      expect(verify(invoice(changes, { Subject: 'B', ...found }))).toMatchObject({
        differing: ['Subject'],
        edited: [],
      });
  });

  test('and not where Zoho did not acknowledge the wanted value', () => {
    const record = invoice({ unacknowledged: ['Open_Balance'] }, { Subject: 'B', Open_Balance: 5, ...theirs });
    expect(verify(record)).toMatchObject({ differing: ['Open_Balance'], edited: ['Subject'] });
  });

  test('and then its money is not part of the sums, and does not differ', () => {
    const foundLines = [{ Product_Name: { id: '9' }, Quantity: '1', List_Price: '5' }];
    expect(verify(invoice({ foundLines }, { Grand_Total: 5, ...theirs }))).toMatchObject({
      differing: [],
      edited: ['Invoiced_Items[1].Quantity', 'Grand_Total'],
      money: [{ field: 'Grand_Total', differs: false, isCounted: false }, { isCounted: true }],
    });
  });

  test('but a total of the source that never followed from the lines still differs', () => {
    const record = invoice({ figures: { Grand_Total: '12.00' } }, { Grand_Total: 5, ...theirs });
    expect(verify(record).money).toMatchObject([{ differs: true, isCounted: false }, {}]);
  });
});

test('money of fields that keep the value of people is not compared', () => {
  const held = invoice(
    { held: ['Invoiced_Items', 'Open_Balance'], wanted: { Subject: 'A' } },
    { Grand_Total: 3, Open_Balance: 9 },
  );
  expect(verify(held)).toMatchObject({
    differing: [],
    money: [
      { isCounted: false, differs: false },
      { isCounted: false, differs: false },
    ],
  });
});
