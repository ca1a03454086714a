import { costOf, daysByEdition } from '../../../domain/estimate/credits.ts';

const accounts = { module: 'Accounts', records: 25_000, hasSecondPass: true, hasLines: false };

test('a module is written in batches of 100, twice with custom fields, and read back once', () => {
  expect(costOf(accounts)).toMatchObject({ rest: { calls: 750, credits: 5_250 }, bulkCredits: 1_250 });
  expect(costOf({ ...accounts, hasSecondPass: false }).rest).toEqual({ calls: 500, credits: 2_750 });
});

test('lines are read back by a bulk read for each 200,000, and are rows of a bulk job', () => {
  const orders = { ...accounts, module: 'Sales_Orders', hasSecondPass: false, hasLines: true };
  expect(costOf(orders)).toMatchObject({ rest: { calls: 507, credits: 2_806 }, bulkCredits: 2_306 });
  expect(costOf({ ...orders, records: 200_000 }).rest.credits).toBe(20_000 + 2_000 + 3 * 56);
});

test('each file is a call, bulk jobs take none, and one of twenty is downloaded to be compared', () => {
  const files = { module: 'Attachments', records: 1_000, hasSecondPass: false, hasLines: false };
  const cost = { calls: 1_060, credits: 1_060 };
  expect(costOf(files)).toEqual({ module: 'Attachments', records: 1_000, rest: cost, bulkCredits: 1_060 });
});

test('a file of an e-mail is uploaded, and its e-mail is read for its outcome, the count and the verification', () => {
  const files = { module: 'Attachments', records: 1_000, hasSecondPass: false, hasLines: false, onMails: 100 };
  expect(costOf(files).rest).toEqual({ calls: 1_000 + 9 + 300 + 50, credits: 1_359 });
});

test('files without content are not read with their e-mails, however many more there are than files that move', () => {
  const files = { module: 'Attachments', records: 100, hasSecondPass: false, hasLines: false, onMails: 1_000 };
  expect(costOf(files).rest.calls).toBe(100 + 300 + 5);
});

test('each e-mail is added, read back and counted by a call, and bulk jobs take none', () => {
  const cost = costOf({ module: 'Emails', records: 1_000, hasSecondPass: false, hasLines: false });
  expect(cost).toMatchObject({ rest: { calls: 3_000, credits: 3_000 }, bulkCredits: 3_000 });
});

test('a module without records costs nothing', () => {
  expect(costOf({ ...accounts, records: 0, hasLines: true })).toMatchObject({
    rest: { calls: 0, credits: 0 },
    bulkCredits: 0,
  });
});

test('the days follow from the credits of the edition and its users', () => {
  const days = daysByEdition({ calls: 1_000, credits: 160_000 }, { users: 30, lanes: 10 });
  expect(days).toMatchObject([
    { edition: 'professional', dailyCredits: 65_000 },
    { edition: 'enterprise', dailyCredits: 80_000, days: { low: 2.5, high: 3.5 } },
    { edition: 'ultimate', dailyCredits: 110_000 },
  ]);
});

test('where credits are plenty, the calls decide', () => {
  const calls = 10 * 3 * 86_400;
  const [, , ultimate] = daysByEdition({ calls, credits: 1 }, { users: 1, lanes: 10 });
  expect(ultimate?.days.low).toBeCloseTo(1);
  expect(ultimate?.days.high).toBeCloseTo(3 * 1.4);
});

test('the cap of an edition limits the credits of many users', () => {
  const [professional] = daysByEdition({ calls: 1, credits: 1 }, { users: 100_000, lanes: 10 });
  expect(professional?.dailyCredits).toBe(3_000_000);
});
