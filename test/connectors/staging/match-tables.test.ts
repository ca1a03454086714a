import { openMatchTables, type MatchTables, type RawPair } from '../../../connectors/staging/match-tables.ts';
import { matchRulesOf } from '../../../domain/match/compare.ts';
import { Mapping } from '../../../schemas/mapping.ts';

const rules = matchRulesOf(
  Mapping.parse({
    version: 1,
    phoneRegion: 'GB',
    currency: 'GBP',
    modules: {
      Accounts: {
        sources: [{ object: 'billing_accounts', fields: { Phone: { from: 'phone' } } }],
        match: [
          { name: 'first', fields: ['Phone'], then: 'adopt' },
          { name: 'second', fields: ['Phone'], then: 'ask' },
          { name: 'near', fields: ['Phone', { field: 'Account_Name', near: 0.9 }] },
        ],
      },
    },
  }),
);

let tables: MatchTables;
beforeEach(async () => void (tables = await openMatchTables(rules)));
afterEach(() => tables.close());

const value = (no: number, equal: string, similar: string | null = null) => ({ no, equal, similar });
const source = (id: string, ...values: ReturnType<typeof value>[]) => tables.addSource({ id, values });
const zoho = (id: string, key: string, ...values: ReturnType<typeof value>[]) => tables.addZoho({ id, values }, key);

async function found(): Promise<RawPair[][]> {
  const all: RawPair[][] = [];
  for await (const pairs of tables.pairs()) all.push(pairs);
  return all;
}

test('pairs come key by key, each with the first rule that finds it', async () => {
  source('a', value(1, 'x'), value(2, 'y'));
  source('b', value(2, 'y'));
  zoho('1', '', value(1, 'x'), value(2, 'y'));
  const plain = { zohoId: '1', score: null, isTaken: false, isClaimed: false, decision: null };
  expect(await found()).toEqual([
    [{ ...plain, key: 'a', rule: 1, rivals: 0 }],
    [{ ...plain, key: 'b', rule: 2, rivals: 1 }],
  ]);
});

test('a text that is similar enough is found with its score, and others are not', async () => {
  source('a', value(3, 'x', 'martha jones'));
  zoho('1', '', value(3, 'x', 'marhta jones'));
  zoho('2', '', value(3, 'x', 'peter brown'));
  zoho('3', '', value(3, 'other', 'martha jones'));
  const [[pair] = []] = await found();
  expect(pair).toMatchObject({ key: 'a', zohoId: '1', score: expect.closeTo(0.98, 1) });
});

test('a record with the key of another one is taken, and a key that Zoho has is not matched at all', async () => {
  source('a', value(1, 'x'));
  source('sys:b', value(1, 'x'));
  zoho('1', 'other:1', value(1, 'x'));
  zoho('2', 'SYS:B');
  expect(await found()).toMatchObject([[{ key: 'a', zohoId: '1', isTaken: true }]]);
});

test('decisions and records of earlier loads are known of a pair', async () => {
  for (const key of ['a', 'b', 'c']) source(key, value(1, 'x'));
  zoho('1', '', value(1, 'x'));
  tables.addDecision({ key: 'a', zohoId: '1', decision: 'adopt' });
  tables.addDecision({ key: 'b', zohoId: '1', decision: 'apart' });
  expect(await found()).toMatchObject([
    [{ key: 'a', decision: 'adopt', isClaimed: false, rivals: 1 }],
    [{ key: 'b', decision: 'apart', isClaimed: true }],
    [{ key: 'c', decision: null, isClaimed: true, rivals: 1 }],
  ]);
});

test('a record that an earlier load adopts is claimed for all other keys', async () => {
  source('a', value(1, 'x'));
  zoho('1', '', value(1, 'x'));
  tables.addClaim({ key: 'z', zohoId: '1' });
  expect(await found()).toMatchObject([[{ key: 'a', isClaimed: true }]]);
});

test('a value of more than 20 records matches nothing, and is counted', async () => {
  for (let n = 0; n < 21; n += 1) zoho(String(n), '', value(1, 'x'));
  source('a', value(1, 'x'));
  expect(await found()).toEqual([]);
  expect(await tables.countCrowded()).toEqual(new Map([[1, 1]]));
});

test('the adopted records come back with their values, while pairs are read', async () => {
  tables.addSource({ id: 'a', values: [value(1, 'x')] }, { module: 'Accounts', values: { Phone: '1' } });
  tables.addSource({ id: 'b', values: [value(1, 'y')] }, { module: 'Accounts', values: { Phone: '2' } });
  zoho('7', '', value(1, 'x'));
  for await (const pairs of tables.pairs()) for (const pair of pairs) tables.adopt(pair);
  const bodies: unknown[] = [];
  for await (const one of tables.adopted()) bodies.push(one);
  expect(bodies).toEqual([{ module: 'Accounts', values: { Phone: '1' }, zohoId: '7' }]);
});
