import {
  judgeCurrency,
  judgeEdition,
  judgeExisting,
  judgeFieldCount,
  judgeIntegrationUser,
  judgeLatency,
  judgeLayout,
  judgeCheckUser,
  judgeHistoryLock,
  judgeLocks,
  judgeTimeZone,
  judgeUniqueFields,
} from '../../../domain/preflight/judge-org.ts';

const summary = ({ state, what }: { state: string; what: string }) => `${state}: ${what}`;

test.each([
  ['enterprise', 'enterprise', 'pass: The org has the edition enterprise, as the engagement file says.'],
  [
    'enterprise',
    'professional',
    'fail: The org has the edition professional, but the engagement file says enterprise.',
  ],
  ['professional', 'ultimate', 'fail: The org has the edition ultimate, but the engagement file says professional.'],
  [
    'standard',
    'standard',
    'fail: The org has the edition standard. Portage migrates to Professional and higher: lower ones have at most 10 custom fields for each module.',
  ],
  ['enterprise', 'zoho-one', 'warn: The org has the edition zoho-one, whose limits are not known.'],
])('an engagement for %s and an org with %s', (declared, real, expected) => {
  expect(summary(judgeEdition(declared, real))).toBe(expected);
});

test('another time zone is a warning, because the moments stay the same', () => {
  expect(judgeTimeZone('Europe/London', 'Europe/London').state).toBe('pass');
  expect(summary(judgeTimeZone('Europe/London', 'Asia/Kolkata'))).toMatch(/^warn: .*shows times in Asia\/Kolkata/);
});

test('another currency fails, because amounts would be shown in it', () => {
  expect(judgeCurrency('GBP', 'GBP').state).toBe('pass');
  expect(summary(judgeCurrency('GBP', 'EUR'))).toBe(
    "fail: Amounts of the mapping are in GBP, but the org's own currency is EUR. They would be shown as EUR.",
  );
  expect(summary(judgeCurrency('GBP', ''))).toMatch(/currency is not known.*shown as another currency/);
});

test('custom fields over the limit of the edition fail, with the number that is too many', () => {
  expect(judgeFieldCount('Accounts', 'professional', 150, 5).state).toBe('pass');
  expect(judgeFieldCount('Accounts', 'professional', 150, 7)).toMatchObject({
    state: 'fail',
    what: 'Accounts has 150 custom fields and gets 7 more. The edition professional allows 155.',
    affected: 2,
  });
  expect(summary(judgeFieldCount('Accounts', 'zoho-one', 1, 2))).toBe(
    'pass: Accounts: 3 custom fields; the limit of zoho-one is not known.',
  );
});

const sources = [
  { object: 'billing_accounts', base: ['Account_Name', 'Phone'], custom: ['Segment'] },
  { object: 'subscribers', base: ['Account_Name'], custom: [] },
];

test('a mandatory field that a source does not fill fails, with the source', () => {
  const layouts = [{ name: 'Standard', mandatory: ['Account_Name', 'Phone'] }];
  expect(judgeLayout('Accounts', layouts, sources)).toMatchObject({
    state: 'fail',
    what: expect.stringContaining('Phone (subscribers)'),
    fix: 'Map the fields, or make them optional in the layout.',
    affected: 1,
  });
});

test('a mandatory field that is written in the second pass fails, because the record is created before', () => {
  const layouts = [{ name: 'Standard', mandatory: ['Segment'] }];
  expect(judgeLayout('Accounts', layouts, sources.slice(0, 1))).toMatchObject({
    state: 'fail',
    fix: expect.stringContaining('under fields, not under custom'),
  });
});

test('only the first layout counts, and a module without a layout has nothing to fill', () => {
  const second = { name: 'Wholesale', mandatory: ['Fax'] };
  const layouts = [{ name: 'Standard', mandatory: ['Account_Name'] }, second];
  expect(summary(judgeLayout('Accounts', layouts, sources))).toBe(
    'pass: Every source of Accounts fills the 1 mandatory fields of Standard.',
  );
  expect(summary(judgeLayout('Accounts', [], sources))).toBe('pass: Accounts has no layout.');
});

test('a mapped field that must be unique is a warning; our key is meant to be', () => {
  const judge = (unique: string[]) => judgeUniqueFields('Contacts', unique, ['Portage_Key', 'Email'], 'Portage_Key');
  expect(judge(['Portage_Key', 'Fax']).state).toBe('pass');
  expect(judge(['Portage_Key', 'Email'])).toMatchObject({ state: 'warn', affected: 1 });
});

test('records that are there already are a warning, with another advice for a sandbox', () => {
  expect(judgeExisting('Accounts', 0, 'production', false).state).toBe('pass');
  expect(judgeExisting('Accounts', 1_200, 'production', false)).toMatchObject({
    state: 'warn',
    what: expect.stringContaining('Accounts has 1,200 records already'),
    fix: expect.stringContaining('do not appear twice'),
    affected: 1_200,
  });
  expect(judgeExisting('Accounts', 1, 'sandbox', false).fix).toContain('empty sandbox');
});

test('records of a module with rules that match them are not said to stay untouched', () => {
  const found = judgeExisting('Accounts', 2, 'production', true);
  expect(found.what).toMatch(/can be adopted, and are then updated\. Others without our key are not touched/);
  expect(found.fix).toContain('gate mapping');
});

test('what the mapping locks needs its profiles, that of the load among them, and room for a configuration', () => {
  const facts = { except: ['Admin'], profiles: ['Admin', 'Sales'], own: 'Admin', whose: 'nobody' as const };
  expect(judgeHistoryLock('Invoices', facts).state).toBe('pass');
  expect(judgeHistoryLock('Invoices', { ...facts, whose: 'ours' }).state).toBe('pass');
  expect(summary(judgeHistoryLock('Invoices', { ...facts, except: ['Admin', 'Audit'] }))).toMatch(
    /^fail: .*the org does not have Audit/,
  );
  expect(judgeHistoryLock('Invoices', { ...facts, own: 'Sales' })).toMatchObject({
    state: 'fail',
    fix: 'Add Sales to lock.except in mapping.yml.',
  });
  expect(judgeHistoryLock('Invoices', { ...facts, own: '' }).fix).toContain('Add its profile');
  expect(summary(judgeHistoryLock('Invoices', { ...facts, whose: 'others' }))).toMatch(/^warn: .*one per module/);
});

test('rules that lock records are a warning', () => {
  expect(judgeLocks('Invoices', 0).state).toBe('pass');
  expect(judgeLocks('Invoices', 1).state).toBe('warn');
});

test('another profile than Administrator is a warning', () => {
  expect(judgeIntegrationUser('Administrator').state).toBe('pass');
  expect(summary(judgeIntegrationUser('Standard'))).toMatch(/^warn: .*the profile Standard/);
  expect(summary(judgeIntegrationUser(''))).toMatch(/the profile not known/);
});

test('a call of more than a second is a warning', () => {
  expect(summary(judgeLatency(1_000))).toBe('pass: One call took 1,000 ms.');
  expect(judgeLatency(1_001).state).toBe('warn');
});

test('the user that tries changes of locked records is another, active user whom the locks stop', () => {
  const carl = { active: true, profile: 'Standard', isLoad: false };
  expect(judgeCheckUser(carl, ['Administrator']).state).toBe('pass');
  expect(summary(judgeCheckUser(null, ['Administrator']))).toMatch(/^warn: .*not checked by a refused write/);
  expect(summary(judgeCheckUser({ ...carl, isLoad: true }, []))).toMatch(/^fail: .*user of the load/);
  expect(summary(judgeCheckUser({ ...carl, active: false }, []))).toMatch(/^fail: .*not active/);
  expect(summary(judgeCheckUser(carl, ['Administrator', 'Standard']))).toMatch(
    /^fail: .*Standard, which a lock excludes/,
  );
});
