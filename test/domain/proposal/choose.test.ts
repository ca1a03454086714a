import { candidatesOf, choose, probabilities } from '../../../domain/proposal/choose.ts';
import { targetsOf } from '../../../domain/proposal/targets.ts';
import { weights } from '../../../domain/proposal/weights.ts';
import { column, field, refersTo } from './columns.ts';

const targets = targetsOf('Accounts', [
  field('Account_Name', 'text', { mandatory: true }),
  field('Phone', 'phone'),
  field('Fax', 'phone'),
  field('Billing_City'),
  field('Owner', 'ownerlookup'),
  field('Parent_Account', 'lookup', { lookupModule: 'Accounts' }),
  field('Industry', 'picklist', { pickListValues: ['Bank', 'Farm'] }),
]);
const chosen = (...columns: Parameters<typeof choose>[0]) =>
  choose(columns, targets, 'id').map(({ into, ...rest }) => ({
    into: typeof into === 'string' ? into : into.field.apiName,
    ...rest,
  }));
const name = column('holder_name', 'person_name');

test('each column gets the field that fits best, with what speaks for it', () => {
  const [first, phone, owner, parent, industry] = chosen(
    name,
    column('phone', 'phone'),
    column('owner', 'user'),
    column('parent_account', 'reference', refersTo('billing_accounts')),
    column('sector', 'code', { values: ['Bank', 'other'] }),
  );
  expect(first).toMatchObject({ into: 'Account_Name', tier: 'certain', evidence: ['name', 'type person name'] });
  expect(phone).toMatchObject({
    into: 'Phone',
    tier: 'certain',
    runnerUp: { into: 'Fax', whyNot: 'its name says less' },
  });
  expect(owner).toMatchObject({ into: 'Owner', evidence: ['name', 'type user', 'owner'] });
  expect(parent).toMatchObject({
    into: 'Parent_Account',
    evidence: ['name', 'type reference', '99 % refer to billing_accounts'],
  });
  expect(industry).toMatchObject({
    into: 'Industry',
    evidence: ['name', 'type code', '50 % of the values are in the pick list'],
  });
});

test('no two columns get the same field: the better one wins, and the other one says so', () => {
  const [, first, second] = chosen(name, column('phone', 'phone'), column('company_phone', 'phone'));
  expect([first!.into, second!.into].filter((into) => into === 'Phone')).toHaveLength(1);
  const loser = [first, second].find((one) => one!.into !== 'Phone')!;
  expect(loser.runnerUp).toMatchObject({ into: 'Phone', whyNot: 'another column fits it better' });
  expect([first!.tier, second!.tier]).not.toContain('certain');
});

test('the score of a column that lost its field says how well the rest fits', () => {
  const [, , second] = chosen(name, column('phone', 'phone'), column('fax_phone', 'phone'), column('fax', 'phone'));
  const [alone] = choose([column('points', 'number')], targetsOf('Accounts', [field('Fax', 'phone')]), 'id');
  expect(second!.score).toBeGreaterThan(0.5);
  expect(alone!.share).toBeGreaterThan(0.5);
});

test('the next best is not called more likely than a doubtful choice', () => {
  const fields = ['Phone', 'Fax'].map((one) => field(one, 'phone'));
  const [choice] = choose([column('tel_2', 'phone')], targetsOf('Accounts', fields), 'id');
  expect(choice).toMatchObject({ isDoubtful: true, runnerUp: { into: 'custom' } });
  expect(choice!.runnerUp.score).toBeLessThan(choice!.score);
});

test('what fits no field becomes a custom field, and what only the source needs is left out', () => {
  const [, points, version, key] = chosen(
    name,
    column('points', 'number'),
    column('version', 'number'),
    column('id', 'id'),
  );
  expect(points).toMatchObject({
    into: 'custom',
    evidence: ['no field of Zoho fits better'],
    runnerUp: { into: 'ignore', whyNot: 'it may be needed' },
  });
  expect(version).toMatchObject({ into: 'ignore', evidence: ['only the source needs it'] });
  expect(key).toMatchObject({ into: 'ignore', evidence: ['it is the key of the record'] });
});

test('a mandatory field is filled even if nothing fits well', () => {
  const [only] = chosen(column('points', 'number'));
  expect(only).toMatchObject({ into: 'Account_Name', tier: 'unsure', runnerUp: { into: 'custom' } });
});

test('ids of another system are never certain, although a field is named so', () => {
  const order = targetsOf('Sales_Orders', [field('Purchase_Order')]);
  const [external] = choose([column('external_order_number', 'code', { object: 'orders' })], order, 'id');
  expect(external).toMatchObject({ into: order[0], isDoubtful: true, tier: 'likely' });
});

test.each([
  ['a name that can mean something else', column('delivery_date', 'date')],
  ['a name that only says what kind of thing it is', column('date', 'date', { object: 'invoices' })],
  ['a type that does not confirm the name', column('due_date', 'text')],
])('%s is not certain', (_, one) => {
  const fields = [field('Due_Date', 'date'), field('Invoice_Date', 'date')];
  const [choice] = choose([one], targetsOf('Invoices', fields), 'id');
  expect(choice).toMatchObject({ isDoubtful: true });
  expect(choice?.tier).not.toBe('certain');
});

test('a name that its type confirms is certain', () => {
  const [choice] = choose([column('due_date', 'date')], targetsOf('Invoices', [field('Due_Date', 'date')]), 'id');
  expect(choice).toMatchObject({ isDoubtful: false, tier: 'certain' });
});

test('other weights decide otherwise', () => {
  const [choice] = choose([column('phone', 'phone')], targets, 'id', { ...weights, custom: 50 });
  expect(choice?.into).toBe('custom');
});

test('a word that turns the meaning of the others makes a decision less sure', () => {
  const [, other] = chosen(name, column('external_city', 'city'));
  expect(other?.tier).not.toBe('certain');
});

test('probabilities sum up to one', () => {
  const shares = probabilities(candidatesOf(name, targets, 'id'));
  expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1);
});

test('without columns there is nothing to decide', () => {
  expect(chosen()).toEqual([]);
});

test.each([
  [[field('Phone', 'phone')], column('phone', 'phone'), 'a field of Zoho fits'],
  [[field('Phone', 'phone')], column('phone', 'date'), 'its type differs'],
  [[field('City'), field('Town')], column('city', 'city'), 'it fits less'],
])('the second best says why it was not chosen (%#)', (fields, one, why) => {
  const [choice] = choose([one], targetsOf('Accounts', fields), 'id');
  expect(choice?.runnerUp?.whyNot).toBe(why);
});

test('a field whose name only resembles that of the column is not taken', () => {
  const [choice] = choose([column('order_date', 'date')], targetsOf('Sales_Orders', [field('Due_Date', 'date')]), 'id');
  expect(choice).toMatchObject({ into: 'custom' });
});
