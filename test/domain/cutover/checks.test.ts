import { goLiveChecks, type GoLiveFacts } from '../../../domain/cutover/checks.ts';
import { goLiveDocument, goLiveText } from '../../../domain/documents/go-live.ts';
import type { SnapshotProof } from '../../../domain/documents/ocs-snapshot.ts';
import type { LoadReport } from '../../../schemas/report.ts';

const still = {
  ...{ isStill: true, stillSince: '08:00', readAt: '08:15', readings: 5, watched: 3 },
  ...{ writers: [], others: [], unread: [] },
};
const sums = {
  ...{ buckets: 7, groups: [], open: [], shared: 0, withoutOwner: 0, withoutExpiry: 0, expired: 0, unreadable: 0 },
};
const owed = {
  ...{ currency: 'USD', accounts: 2, records: 3, source: '70.00', zoho: '70.00', different: 0, misflagged: 0 },
  missing: { records: 0, amount: '0' },
};
const period = {
  ...{ module: 'Invoices', field: 'Grand_Total', currency: 'USD', different: 0 },
  ...{ missing: owed.missing, edited: owed.missing },
};
const verified = {
  ...{ agrees: true, modules: [{ module: 'Invoices' }], periods: [period] },
  money: [{ module: 'Invoices', field: 'Grand_Total', source: '70.00', agrees: true }],
};
const load = (changes: object = {}) =>
  ({
    run: 'full-1',
    modules: [{ module: 'Invoices', identityClosed: true, receivables: [owed] }],
    verify: verified,
    ...changes,
  }) as unknown as LoadReport;
const good: GoLiveFacts = {
  quiet: still,
  snapshot: { proof: { by: 'transaction', id: '7' }, sums },
  loads: [load()],
  openExceptions: 0,
};
const check = (what: RegExp, changes: Partial<GoLiveFacts>) =>
  goLiveChecks({ ...good, ...changes }).find((one) => what.test(one.what));

test('a cutover in which everything agrees has only good checks', () => {
  const checks = goLiveChecks(good);
  expect(checks.map(({ isGood }) => isGood)).toEqual(checks.map(() => true));
  expect(goLiveText(checks)).toBe('9 of 9 checks are good.');
});

test('what was not measured is not stated', () => {
  const checks = goLiveChecks({ quiet: null, snapshot: null, loads: [], openExceptions: 0 });
  expect(checks.filter(({ isGood }) => isGood === null)).toHaveLength(8);
  expect(goLiveText(checks)).toMatch(
    /^1 of 9 checks are good\. Not measured: The source was still; The OCS buckets are/,
  );
  expect(check(/buckets close/, { snapshot: { proof: { by: 'none', readings: 3 }, sums: null } })?.isGood).toBeNull();
  expect(check(/read back/, { loads: [load(), load({ run: 'delta-1', verify: null })] })).toMatchObject({
    ...{ isGood: null, detail: 'not measured in delta-1' },
  });
});

test('each thing that does not agree is named', () => {
  expect(check(/still/, { quiet: { ...still, isStill: false } })?.isGood).toBe(false);
  expect(check(/one moment/, { snapshot: { proof: { by: 'none', readings: 3 }, sums } })?.isGood).toBe(false);
  const open = { ...sums, groups: [{ open: 2 }] as never };
  expect(check(/buckets close/, { snapshot: { proof: { by: 'transaction', id: '7' }, sums: open } })).toMatchObject({
    ...{ isGood: false, detail: "7 buckets: 2 do not close, 0 can't be read" },
  });
  const bad = load({
    modules: [{ module: 'Invoices', identityClosed: false, receivables: [{ ...owed, different: 1 }] }],
    verify: { ...verified, agrees: false, money: [{ source: '1.00', agrees: false }] },
  });
  for (const what of [/counts/, /read back/, /Money fields/, /Open amounts/])
    expect(check(what, { loads: [bad] })?.isGood).toBe(false);
  expect(check(/Every exception/, { openExceptions: 2 })).toMatchObject({ isGood: false });
});

test('files that did not change are of one moment', () => {
  const proof: SnapshotProof = { by: 'files', id: null, files: [], isUnchanged: true };
  expect(check(/one moment/, { snapshot: { proof, sums } })?.isGood).toBe(true);
});

test('what is open is that of the newest load', () => {
  const phase = { module: 'Invoices', identityClosed: true, receivables: [{ ...owed, different: 1 }] };
  expect(check(/Open amounts/, { loads: [load({ modules: [phase] }), load()] })).toMatchObject({ isGood: true });
  const again = load({ modules: [phase, { ...phase, receivables: [owed] }] });
  expect(check(/Open amounts/, { loads: [again] })).toMatchObject({
    isGood: true,
    detail: '1 currency, 0 without agreement',
  });
  const without = load({ modules: [{ module: 'Accounts', identityClosed: true }] });
  expect(check(/Open amounts/, { loads: [load(), without] })?.isGood).toBeNull();
});

test('money by billing period is that of the newest load', () => {
  const another = load({ verify: { ...verified, periods: [{ ...period, different: 3 }] } });
  expect(check(/billing period/, { loads: [another, load()] })?.isGood).toBe(true);
  expect(check(/billing period/, { loads: [load(), another] })).toMatchObject({ isGood: false });
  expect(
    check(/billing period/, { loads: [load({ verify: { ...verified, periods: undefined } })] })?.isGood,
  ).toBeNull();
});

test('the money of an earlier load says nothing about a newest one that was not read back, or not wholly', () => {
  const modules = [...load().modules, { module: 'Contacts', identityClosed: true }];
  for (const newest of [load({ run: 'delta-1', verify: null }), load({ run: 'delta-1', modules })]) {
    for (const what of [/Money fields/, /billing period/])
      expect(check(what, { loads: [load(), newest] })).toMatchObject({ isGood: null, detail: 'not measured' });
    expect(check(/read back/, { loads: [load(), newest] })?.detail).toBe('not measured in delta-1');
  }
});

test('an agreement names the money of records that are not in Zoho, and of those that people edited', () => {
  const missing = { records: 100, amount: '1234.50' };
  const apart = { ...period, missing, edited: { records: 1, amount: '7.00' } };
  const newest = load({
    modules: [{ module: 'Invoices', identityClosed: true, receivables: [{ ...owed, source: '1304.5', missing }] }],
    verify: { ...verified, periods: [apart] },
  });
  expect(check(/billing period/, { loads: [newest] })).toMatchObject({
    isGood: true,
    detail:
      '1 total, 0 without agreement; Invoices.Grand_Total: 1,234.50 USD of 100 records not in Zoho; ' +
      'Invoices.Grand_Total: 7.00 USD of 1 record edited in Zoho',
  });
  expect(check(/Open amounts/, { loads: [newest] })).toMatchObject({
    isGood: true,
    detail: '1 currency, 0 without agreement; Invoices: 1,234.50 USD of 100 records not in Zoho',
  });
});

test('money that has no column in the source is named, and not counted as equal', () => {
  const orders = { module: 'Sales_Orders', field: 'Grand_Total', source: null, agrees: true };
  const of = (money: object[]) => load({ verify: { ...verified, money } });
  expect(check(/Money fields/, { loads: [of([...verified.money, orders])] })).toMatchObject({
    isGood: true,
    detail: '1 total, 0 without agreement; not compared with the source: Grand_Total of Sales_Orders',
  });
  expect(check(/Money fields/, { loads: [of([orders])] })?.isGood).toBeNull();
});

test('the document shows each check with its result', () => {
  const text = goLiveDocument(
    { engagement: 'demo', customer: 'Northwind' },
    goLiveChecks({ ...good, quiet: { ...still, isStill: false }, snapshot: null }),
  );
  expect(text).toContain(
    'Not true: The source was still. Not measured: The OCS buckets are of one moment; The OCS buckets close.',
  );
  expect(text).toContain('| The source was still | **no** |');
  expect(text).toContain('| The OCS buckets close | not measured | not measured |');
});
