import pg from 'pg';
import { findEnvironment } from '../../../connectors/ledger/match-decisions.ts';
import { readMatchValues } from '../../../connectors/ledger/match-values.ts';
import { createGuard } from '../../../domain/identifiers/guard.ts';
import type { JsonObject } from '../../../schemas/json.ts';
import type { RunRef } from '../../../schemas/refs.ts';
import type { Environment, Module } from '../../../schemas/terms.ts';
import { discover } from '../../../steps/discover.ts';
import { gatherEvidence } from '../../../steps/gather-evidence.ts';
import { decideMatches } from '../../../steps/judge-act.ts';
import { describeMatches } from '../../../steps/match/describe-matches.ts';
import type { StoredEngagement } from '../../../steps/ports.ts';
import { proposeMapping } from '../../../steps/propose-mapping.ts';
import { reopenRecords } from '../../../steps/retry.ts';
import { runOutcomes } from '../../support/compare.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

/** Matches that rules alone can't decide, from the gate `mapping` to the load of production. */
let steps: StepsEngagement;
let stored: StoredEngagement;
let staging: string;
let run: RunRef;
/** Ids in production by what the record is for. */
const ids = new Map<string, string>();

const system = 'northwind:subscribers:';
const people = ['SUB-900001', 'SUB-900002', 'SUB-900003', 'SUB-900004', 'SUB-900005', 'SUB-900006', 'SUB-900007'];
const email = (n: number) => `match.${n}@example.org`;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 10 });
  steps.edit('mapping.yml', /^ {2}Sales_Orders:[\s\S]*?(?=^maps:)/m, '');
  steps.edit(
    'mapping.yml',
    /^ {2}Contacts:\n/m,
    `  Contacts:
    match:
      - { name: e-mail, fields: [Email], then: adopt }
      - { name: a business, fields: [{ field: Mobile, with: Phone }], in: Accounts }
`,
  );
  await addSubscribers();
  stored = await steps.open();
  staging = (await steps.extract('full-1')).name;
  await insert('production', 'Contacts', 'one', { Last_Name: 'One', Email: email(1) });
  // Two records of the source have the e-mail address of this one.
  await insert('production', 'Contacts', 'shared', { Last_Name: 'Shared', Email: email(2) });
  // Two records in Zoho have the e-mail address of one of the source.
  await insert('production', 'Contacts', 'twin a', { Last_Name: 'Twin', Email: email(4) });
  await insert('production', 'Contacts', 'twin b', { Last_Name: 'Twin', Email: email(4).toUpperCase() });
  // A private person of the source is a business in Zoho.
  await insert('production', 'Accounts', 'business', { Account_Name: 'Five', Phone: '020 7946 0905' });
  await client('production').createFields('Contacts', [
    { label: 'Portage Key', dataType: 'text', length: 255, externalKey: true },
  ]);
  await insert('production', 'Contacts', 'foreign', {
    Last_Name: 'Foreign',
    Email: email(6),
    Portage_Key: 'other:subscribers:1',
  });
  await discover(steps.ports, stored);
  await proposeMapping(steps.ports, { engagement: 'demo', file: `${steps.folder}/engagement.yml` });
});
afterAll(() => steps.close());

const client = (environment: Environment) => steps.ports.openZoho(stored, environment, createGuard({}));

async function insert(environment: Environment, module: Module, name: string, values: JsonObject): Promise<void> {
  const [result] = await client(environment).insert(module, [values]);
  if (!result?.ok) throw new Error(JSON.stringify(result));
  ids.set(name, result.id);
}

/** Seven private persons: 2 and 3 share an e-mail address, 7 is known to nobody yet. */
async function addSubscribers(): Promise<void> {
  const source = new pg.Client({ connectionString: steps.sourceUrl });
  await source.connect();
  try {
    for (const [index, no] of people.entries()) {
      const n = index + 1;
      await source.query(
        `insert into bss.subscriber (subscriber_no, account_no, customer_type, first_name, last_name, tax_id, email, msisdn,
           status_code, plan_code, language, owner_login, birth_date, country_code, created_at, updated_at)
         select $1, account_no, 'RES', 'Match', $2, $3, $4, $5, status_code, plan_code, language, owner_login, birth_date,
           country_code, created_at, updated_at
         from bss.subscriber where customer_type = 'RES' order by subscriber_no limit 1`,
        [no, `Person ${n}`, `MT${n}`, n === 5 ? '' : email(n === 3 ? 2 : n), `+44207946090${n}`],
      );
    }
  } finally {
    await source.end();
  }
}

const states = async (environment: Environment = 'production') => {
  const { matches } = await describeMatches(steps.ports, {
    ...{ about: 'matches', engagement: 'demo', environment, choice: {}, onlyOpen: false, after: '', most: 100 },
  });
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  return Object.fromEntries(
    matches.map(({ key, zohoId, state, why }) => [
      `${key.replace(`${system}SUB-90000`, '')} ${names.get(zohoId) ?? zohoId}`,
      `${state}: ${why}`,
    ]),
  );
};

let messages = 0;
const decide = (n: number, decision: 'adopt' | 'apart', name?: string) =>
  decideMatches(steps.ports, stored, {
    ...{ engagement: 'demo', id: `message-${(messages += 1)}`, at: new Date().toISOString() },
    received: [
      {
        environment: 'production',
        choice: { key: `subscribers:${people[n - 1]}`, ...(name !== undefined && { zohoId: ids.get(name) }) },
        ...{ decision, by: 'ada@northwind.example', role: 'admin' },
      },
    ],
  });

test('both records of an open match are kept for the people who decide, and only of open ones', async () => {
  const env = await findEnvironment(steps.ports.ledger, { engagement: 'demo', environment: 'production' });
  const kept = await readMatchValues(
    steps.ports.ledger,
    env!,
    people.map((no) => `${system}${no}`),
  );
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  expect(kept.map(({ key, zohoId }) => `${key.slice(-1)} ${names.get(zohoId)}`).sort()).toEqual([
    '2 shared',
    '3 shared',
    '4 twin a',
    '4 twin b',
    '5 business',
  ]);
  const shared = kept.find(({ key }) => key.endsWith('2'))!.fields;
  expect(shared).toContainEqual(['Last_Name', 'Person 2', 'Shared']);
  expect(shared).toContainEqual(['Email', email(2), email(2)]);
  expect(shared.map(([field]) => field)).not.toContain('Portage_Key');
  // A record of another module is read in the field that the rule compares.
  const business = kept.find(({ key }) => key.endsWith('5'))!.fields;
  expect(business.find(([field]) => field === 'Phone')?.[2]).toBe('020 7946 0905');
});

test('what rules can not decide is asked about, and a record of another system is never taken', async () => {
  expect(await states()).toEqual({
    '1 one': 'adopt: rule',
    '2 shared': 'ask: severalInSource',
    '3 shared': 'ask: severalInSource',
    '4 twin a': 'ask: severalInZoho',
    '4 twin b': 'ask: severalInZoho',
    '5 business': 'ask: otherModule',
    '6 foreign': 'apart: taken',
  });
});

test('a person decides, and the evidence of the gate changes with it', async () => {
  const about = { engagement: 'demo', gate: 'mapping', staging: null, run: null, why: null } as never;
  const before = await gatherEvidence(steps.ports, stored, about);
  expect(before.summary).toContain('5 matches are open');
  expect(await decide(2, 'adopt')).toEqual({ counted: true, count: 1 });
  expect(await decide(4, 'adopt', 'twin b')).toEqual({ counted: true, count: 1 });
  const after = await gatherEvidence(steps.ports, stored, about);
  expect(after.summary).toContain('2 matches are open');
  expect(after.digest).not.toBe(before.digest);
  expect(await states()).toMatchObject({
    '2 shared': 'adopt: decided',
    '3 shared': 'ask: severalInSource',
    '4 twin a': 'apart: adopted',
    '4 twin b': 'adopt: decided',
  });
});

test('a decision that would double, overwrite or take a record is refused, and nothing changes', async () => {
  const before = await states();
  expect(await decide(3, 'adopt')).toMatchObject({
    counted: false,
    why: expect.stringContaining('adopted for another'),
  });
  expect(await decide(5, 'adopt')).toMatchObject({ counted: false, why: expect.stringContaining('another module') });
  expect(await decide(6, 'adopt')).toMatchObject({ counted: false, why: expect.stringContaining('key of another') });
  expect(await states()).toEqual(before);
});

test('decisions are kept one after the other, with who and when', async () => {
  const rows = await steps.ports.ledger.query<{ decision: string; decided_by: string; role: string }>(
    'select key, decision, decided_by, role from match_decision order by id',
  );
  expect(rows.map(({ decision }) => decision)).toEqual(['adopt', 'adopt', 'apart']);
  expect(new Set(rows.map((one) => `${one.decided_by} ${one.role}`))).toEqual(new Set(['ada@northwind.example admin']));
});

test('the load keeps to what was seen: a match that appears after the gate is held back', async () => {
  await insert('production', 'Contacts', 'late', { Last_Name: 'Late', Email: email(7) });
  ({ run } = await steps.load('production', 'full', staging));
  expect(await states()).toMatchObject({ '1 one': 'adopt: rule', '7 late': 'ask: late', '2 shared': 'adopt: decided' });
  const outcomes = new Map(
    (await runOutcomes(steps.ports.ledger, 'production', run.run)).map(({ key, outcome }) => [key, outcome]),
  );
  expect(people.map((no) => outcomes.get(`${system}${no}`))).toEqual([
    ...['updated', 'updated', 'rejected', 'updated', 'rejected', 'created', 'rejected'],
  ]);
  const records = (steps.state('production')['Contacts']?.records ?? []) as JsonObject[];
  const keyOf = (name: string) => records.find((one) => one['id'] === ids.get(name))?.['Portage_Key'] ?? null;
  expect(['one', 'shared', 'twin b', 'foreign'].map(keyOf)).toEqual([
    ...[`${system}SUB-900001`, `${system}SUB-900002`, `${system}SUB-900004`, 'other:subscribers:1'],
  ]);
  expect([keyOf('twin a'), keyOf('late')]).toEqual([null, null]);
});

test('a decision whose worker dies is stored once: not before it is whole, and not again when it is sent again', async () => {
  const { ledger } = steps.ports;
  const count = async () =>
    (await ledger.query('select from match_decision where key = $1', [`${system}SUB-900005`])).length;
  const before = await count();
  const input = {
    ...{ engagement: 'demo', id: 'the message of a dying worker', at: new Date().toISOString() },
    received: [
      {
        ...{ environment: 'production', choice: { key: `subscribers:${people[4]}`, zohoId: ids.get('business') } },
        ...{ decision: 'apart', by: 'ada@northwind.example', role: 'admin' },
      },
    ],
  };
  const dying: typeof ledger = {
    ...ledger,
    transaction: (work) =>
      ledger.transaction(async (client) => {
        await work(client);
        throw new Error('the worker was killed');
      }),
  };
  await expect(decideMatches({ ...steps.ports, ledger: dying }, stored, input)).rejects.toThrow('killed');
  expect(await count()).toBe(before);
  // It is sent again, and the worker dies after it is stored.
  const verdicts = [await decideMatches(steps.ports, stored, input), await decideMatches(steps.ports, stored, input)];
  expect(verdicts).toEqual([
    { counted: true, count: 1 },
    { counted: true, count: 1 },
  ]);
  expect(await count()).toBe(before + 1);
});

test('after a decision, a record that was held back is loaded by a retry', async () => {
  expect(await decide(7, 'adopt')).toEqual({ counted: true, count: 1 });
  expect(await decide(3, 'apart')).toEqual({ counted: true, count: 1 });
  const keys = [3, 7].map((n) => `${system}${people[n - 1]}`);
  await reopenRecords(steps.ports, { ...run, choice: { keys } });
  await steps.loadModule({ ...run, module: 'Contacts' });
  const records = (steps.state('production')['Contacts']?.records ?? []) as JsonObject[];
  const own = (n: number) => records.filter((one) => one['Portage_Key'] === `${system}${people[n - 1]}`);
  expect(own(7).map((one) => one['id'])).toEqual([ids.get('late')]);
  expect(own(7)[0]).toMatchObject({ Last_Name: 'Late', First_Name: 'Match' });
  expect(own(3)).toHaveLength(1);
  expect(own(3)[0]?.['id']).not.toBe(ids.get('shared'));
  expect(await decide(7, 'apart')).toMatchObject({ counted: false, why: expect.stringContaining('loaded already') });
});
