import { parse } from 'yaml';
import { changeCounts, proposalChangesSection } from '../../../domain/documents/proposal-changes.ts';
import { compareWithKept } from '../../../domain/proposal/compare.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import type { KeptDecision, Tier } from '../../../schemas/proposal.ts';

const text = `
version: 1
phoneRegion: GB
currency: GBP
withhold: [imsi]
modules:
  Accounts:
    custom:
      Tier: { type: text, length: 40 }
    sources:
      - object: billing_accounts
        route: { field: kind, in: [BUS] }
        dedupe: [[tax_id]]
        fields:
          Account_Name: { from: [name, company], required: true }
          Phone: { from: phone, transforms: [phone] }
          Rating: { from: status, map: states }
        custom:
          Tier: { from: tier }
        ignore: { vat: tax never moves }
maps:
  states: { a: Active }
`;
const decided = (column: string, into: string, tier: Tier): KeptDecision => ({
  ...{ object: 'billing_accounts', module: 'Accounts', column, into, score: 0.9, tier, evidence: [], runnerUp: null },
});
const decisions = [
  decided('name', 'Account_Name', 'certain'),
  decided('phone', 'Phone', 'certain'),
  decided('status', 'Rating', 'likely'),
  decided('tier', 'custom', 'unsure'),
  decided('vat', 'ignore', 'certain'),
  decided('imsi', 'withheld', 'certain'),
  decided('kind', 'route', 'certain'),
];
const compare = (...edits: [string, string][]) => {
  const changed = edits.reduce((all, [from, to]) => {
    expect(all).toContain(from);
    return all.replace(from, to);
  }, text);
  const [proposed, now] = [text, changed].map((one) => Mapping.parse(parse(one)));
  return compareWithKept({ proposed: proposed!, decisions, proposedAt: '2026-03-01T10:00:00.000Z' }, now!);
};
/** What changed, without module and object. */
const changes = (...edits: [string, string][]) =>
  compare(...edits).changes.map(({ column, what, tier, proposed, now }) => [column, what, tier, proposed, now]);

test('a mapping that nobody changed confirms every decision, whatever its reasons say', () => {
  const comparison = compare(['tax never moves', 'handed off']);
  expect(comparison).toEqual({
    proposedAt: '2026-03-01T10:00:00.000Z',
    tiers: {
      certain: { confirmed: 5, changed: 0, removed: 0 },
      likely: { confirmed: 1, changed: 0, removed: 0 },
      unsure: { confirmed: 1, changed: 0, removed: 0 },
    },
    changes: [],
  });
});

test.each<[string, [string, string], unknown[]]>([
  ['another destination', ['Phone: {', 'Fax: {'], ['phone', 'changed', 'certain', 'Phone', 'Fax']],
  [
    'another rule',
    ['[phone] }', '[trim], length: 30 }'],
    ['phone', 'changed', 'certain', 'Phone', 'Phone (other transforms, length)'],
  ],
  ['a rule with less', [', map: states', ''], ['status', 'changed', 'likely', 'Rating', 'Rating (other map)']],
  ['another value of a map', ['a: Active', 'a: Open'], ['status', 'changed', 'likely', 'Rating', 'Rating (other map)']],
  [
    'another declaration',
    ['length: 40', 'length: 80'],
    ['tier', 'changed', 'unsure', 'Tier', 'Tier (other declaration)'],
  ],
  [
    'a field that is left out',
    ['          Phone: { from: phone, transforms: [phone] }\n', ''],
    ['phone', 'removed', 'certain', 'Phone', 'not mapped'],
  ],
  ['a field that is not withheld', ['withhold: [imsi]', ''], ['imsi', 'removed', 'certain', 'withheld', 'not mapped']],
  [
    'a field that is kept',
    ['        ignore: { vat: tax never moves }', '          Vat: { from: vat }'],
    ['vat', 'changed', 'certain', 'left out', 'Vat'],
  ],
  ['a new field', ['Phone: {', 'Fax: { from: fax }\n          Phone: {'], ['fax', 'added', null, '', 'Fax']],
  ['a new reason', ['vat: tax', 'login: self-care ends, vat: tax'], ['login', 'added', null, '', 'left out']],
  [
    'a fixed value',
    ['Phone: {', 'Type: { constant: Customer }\n          Phone: {'],
    ['fixed values', 'added', null, '', 'Type Customer'],
  ],
  [
    'an exclusion',
    ['        dedupe:', '        exclude: [{ when: { field: kind, in: [X] }, reason: test }]\n        dedupe:'],
    ['exclude', 'added', null, '', 'kind is X (test)'],
  ],
  ['no duplicates', ['        dedupe: [[tax_id]]\n', ''], ['dedupe', 'removed', null, 'tax_id', '']],
  [
    'another route',
    ['in: [BUS]', 'in: [BUS, SME]'],
    ['route', 'changed', null, 'kind is BUS', 'kind is one of BUS, SME'],
  ],
  [
    'totals',
    ['        dedupe:', '        money: { total: total }\n        dedupe:'],
    ['money', 'added', null, '', 'total total'],
  ],
  [
    'lines',
    [
      '        dedupe:',
      '        lines: { from: items, into: Ordered_Items, fields: { Quantity: { from: n } } }\n        dedupe:',
    ],
    ['lines', 'added', null, '', 'Ordered_Items: Quantity'],
  ],
])('%s is in the list', (_, edit, expected) => {
  expect(changes(edit)).toEqual([expected]);
});

test('a column that is only compared as money is not lost', () => {
  const edit: [string, string] = [
    '        ignore: { vat: tax never moves }',
    '        money: { tax: vat, currency: money_unit }',
  ];
  expect(changes(edit)).toEqual([
    ['vat', 'changed', 'certain', 'left out', 'compared as money'],
    ['money', 'added', null, '', 'currency money_unit, tax vat'],
  ]);
});

test('a module that people took out, and one that they added, are in the list', () => {
  const contacts = `
  Contacts:
    sources:
      - object: subscribers
        fields: { Last_Name: { from: last_name } }
maps:`;
  expect(changes(['\nmaps:', contacts])).toEqual([['last_name', 'added', null, '', 'Last_Name']]);
  const gone = compare(['  Accounts:', '  Vendors:']);
  expect(gone.tiers.certain).toEqual({ confirmed: 1, changed: 0, removed: 4 });
  expect(gone.changes.filter(({ module }) => module === 'Accounts').map(({ column }) => column)).toEqual([
    ...['name', 'phone', 'status', 'tier', 'vat', 'kind', 'route', 'dedupe'],
  ]);
});

test('the document counts what was kept by how sure the proposal was', () => {
  const comparison = compare(['Phone: {', 'Fax: {'], ['vat: tax', 'login: self-care ends, vat: tax']);
  expect(changeCounts(comparison)).toBe('1 decision changed, 1 added, 0 removed');
  expect(proposalChangesSection(comparison)).toBe(
    [
      '## What people changed against the proposal',
      'The proposal is from 2026-03-01 10:00 UTC: 1 decision changed, 1 added, 0 removed.',
      [
        '| The proposal called it | Confirmed | Changed | Not mapped any more |',
        '| --- | ---: | ---: | ---: |',
        '| certain | 4 | 1 | 0 |',
        '| likely | 1 | 0 | 0 |',
        '| unsure | 1 | 0 | 0 |',
      ].join('\n'),
      [
        '| Module | Source field | What | Proposed | Sure | Now |',
        '| --- | --- | --- | --- | --- | --- |',
        '| Accounts | billing_accounts.phone | changed | Phone | certain | Fax |',
        '| Accounts | billing_accounts.login | added |  |  | left out |',
      ].join('\n'),
    ].join('\n\n'),
  );
});

test('parts without a score are counted beside the decisions, so that the figures add up', () => {
  const comparison = compare(['[phone] }', '[trim] }'], ['[[tax_id]]', '[[name]]'], ['in: [BUS]', 'in: [SME]']);
  expect(changeCounts(comparison)).toBe('3 decisions changed, 0 added, 0 removed');
  expect(proposalChangesSection(comparison)).toContain('| unsure | 1 | 0 | 0 |\n| without a score |  | 2 | 0 |');
});

test('a field that is no longer handed off is in the list', () => {
  const source = (handoff: object) => ({ object: 'billing_accounts', fields: {}, ...handoff });
  const [proposed, now] = [{ handoff: { taxes: { scheme: ['scheme'] } } }, {}].map((one) =>
    Mapping.parse({
      ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
      modules: { Accounts: { sources: [source(one)] } },
    }),
  );
  const kept = {
    ...{ proposed: proposed!, proposedAt: '2026-03-01T10:00:00.000Z' },
    decisions: [decided('scheme', 'ignore', 'certain')],
  };
  expect(compareWithKept(kept, proposed!).changes).toEqual([]);
  expect(compareWithKept(kept, now!).changes).toMatchObject([
    { column: 'scheme', what: 'removed', proposed: 'handed off', now: 'not mapped' },
  ]);
});
