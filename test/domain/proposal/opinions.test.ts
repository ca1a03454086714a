import { choose } from '../../../domain/proposal/choose.ts';
import { customFor } from '../../../domain/proposal/custom.ts';
import {
  decisionsOf,
  earlierCustomName,
  earlierFor,
  earlierTransforms,
  isDecidedOtherwise,
  isWithheldEarlier,
  opinionTexts,
  votesFor,
  type Opinions,
} from '../../../domain/proposal/opinions.ts';
import { proposeMapping } from '../../../domain/proposal/propose.ts';
import { proposeTable } from '../../../domain/proposal/table.ts';
import { tierOf } from '../../../domain/proposal/tiers.ts';
import { targetsOf } from '../../../domain/proposal/targets.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import type { EarlierDecision } from '../../../schemas/proposal.ts';
import { column, field, table } from './columns.ts';

const targets = targetsOf('Accounts', [field('Account_Name'), field('Phone', 'phone'), field('Fax', 'phone')]);
const context = { module: 'Accounts', key: 'id', updated: null, hasSecretKeys: false, isBusiness: false } as const;

const earlier = (engagement: string, into: string, changes: Partial<EarlierDecision> = {}): EarlierDecision => {
  const decision = ['custom', 'ignore', 'withheld'].includes(into) ? (into as 'custom') : 'field';
  return {
    ...{ engagement, system: 'bss', object: 'billing_accounts', name: 'ctc 1', semantic: 'phone', module: 'Accounts' },
    ...{ decision, field: decision === 'field' ? into : '', transforms: [] },
    ...changes,
  };
};
const contact = column('ctc_1', 'phone');
/** The column with the opinions that its decisions of earlier engagements make. */
const known = (...decisions: EarlierDecision[]) => ({
  ...contact,
  opinions: { earlier: earlierFor(contact.facts, decisions, 'bss'), model: [] } satisfies Opinions,
});
const advised = (into: string, one = contact) => ({
  ...one,
  opinions: { earlier: [], model: [{ module: 'Accounts', into }] } satisfies Opinions,
});

const mapping = Mapping.parse({
  version: 1,
  phoneRegion: 'GB',
  currency: 'GBP',
  withhold: ['sim'],
  modules: {
    Accounts: {
      custom: { Tier: { type: 'text' } },
      sources: [
        {
          object: 'billing_accounts',
          fields: { Phone: { from: ['ctcOne', 'other'], transforms: ['phone'] }, Rating: { from: 'status', map: 'x' } },
          custom: { Tier: { from: 'status' } },
          handoff: { taxes: { scheme: 'vat', exemption: 'status' } },
          ignore: { login: 'self-care ends', none: 'no row has a value' },
        },
      ],
    },
  },
  maps: { x: { 'a secret value': 'b' } },
});

test('a signed mapping teaches names and destinations, and no value and no reason', () => {
  const facts = [
    ...[column('ctcOne', 'phone'), column('ctc_one', 'phone'), column('status', 'status'), column('login', 'text')],
    column('vat', 'code'),
    ...[column('sim', 'network_identifier'), column('none', 'empty'), column('undecided', 'text')],
    ...[column('ctcOne', 'phone', { within: 'lines' }), column('ctcOne', 'phone', { object: 'orders' })],
  ].map((one) => one.facts);
  const found = decisionsOf(mapping, facts, { engagement: 'alpha', system: 'bss' });
  expect(
    found.map(({ name, module, decision, field, transforms }) => [name, module, decision, field, transforms]),
  ).toEqual([
    ['ctc one', 'Accounts', 'field', 'Phone', ['phone']],
    ['status', 'Accounts', 'field', 'Rating', []],
    ['status', 'Accounts', 'custom', 'Tier', []],
    ['login', 'Accounts', 'ignore', '', []],
    ['vat', 'Accounts', 'ignore', '', []],
    ['sim', 'Accounts', 'withheld', '', []],
  ]);
  expect(JSON.stringify(found)).not.toMatch(/secret|self-care/);
});

test('only columns of the same object and name have a vote, and a weaker one in another system or with another type', () => {
  const all = [
    earlier('a', 'Phone'),
    earlier('b', 'Phone', { system: 'other' }),
    earlier('c', 'Phone', { semantic: 'text' }),
    earlier('d', 'Phone', { object: 'orders' }),
    earlier('e', 'Phone', { name: 'ctc 2' }),
  ];
  expect(earlierFor(contact.facts, all, 'bss').map(({ engagement, weight }) => [engagement, weight])).toEqual([
    ['a', 1],
    ['b', 0.7],
    ['c', 0.5],
  ]);
});

test('a name that says nothing goes where people put it before, and the engagement is named', () => {
  const [before, after] = [contact, known(earlier('alpha', 'Fax'))].map(
    (one) => proposeTable(context, [one], targets)[0]!,
  );
  expect(before!.into).not.toBe('Fax');
  expect(after).toMatchObject({ into: 'Fax', evidence: expect.arrayContaining(['confirmed in alpha']) });
});

test('a field that can not hold the values is not chosen, whatever other engagements decided', () => {
  const birth = field('Date_Of_Joining', 'date');
  const decided = (semantic: 'text' | 'date') => {
    const earlierDecision = earlier('alpha', 'Date_Of_Joining', { semantic: 'date' });
    const plain = column('ctc_1', semantic);
    const one = { ...plain, opinions: { earlier: earlierFor(plain.facts, [earlierDecision], 'bss'), model: [] } };
    return proposeTable(context, [one], targetsOf('Accounts', [birth]))[0]!.into;
  };
  expect(decided('date')).toBe('Date_Of_Joining');
  expect(decided('text')).toBe('custom');
});

test('several engagements count more than one, and those that decided otherwise less', () => {
  const share = (...decisions: EarlierDecision[]) => votesFor(known(...decisions).opinions, 'Fax').earlier;
  expect(share()).toBe(0);
  const one = share(earlier('a', 'Fax'));
  expect(share(earlier('a', 'Fax'), earlier('b', 'Fax'))).toBeGreaterThan(one);
  expect(share(earlier('a', 'Fax'), earlier('b', 'Phone'))).toBeLessThan(one);
  expect(share(earlier('a', 'Fax'), earlier('a', 'Phone'))).toBe(one);
});

test('engagements that decided otherwise are named, the first of many', () => {
  const decisions = [
    earlier('a', 'custom', { field: 'Old_Fax' }),
    ...['b', 'c', 'd', 'e'].map((name) => earlier(name, 'Phone')),
    earlier('f', 'ignore'),
  ];
  const { opinions } = known(...decisions);
  expect(opinionTexts(opinions, 'custom')).toEqual([
    'confirmed in a (Old_Fax)',
    'otherwise in b (Phone), c (Phone), d (Phone), 2 more',
  ]);
  expect(opinionTexts(opinions, 'Phone')).toEqual([
    'confirmed in b, c, d, 1 more',
    'otherwise in a (Old_Fax), f (ignore)',
  ]);
  expect(opinionTexts(undefined, 'Phone')).toEqual([]);
});

test('decisions about another module do not count', () => {
  const [decision] = proposeTable(context, [known(earlier('a', 'Fax', { module: 'Contacts' }))], targets);
  expect(decision?.evidence.join()).not.toContain('confirmed');
});

test('what people withheld is withheld, unless most of them decided otherwise', () => {
  const decide = (...decisions: EarlierDecision[]) => proposeTable(context, [known(...decisions)], targets)[0]!;
  expect(decide(earlier('a', 'withheld'), earlier('b', 'Phone', { module: 'Contacts' }))).toMatchObject({
    into: 'withheld',
    tier: 'likely',
    evidence: ['people withheld a column of this name before', 'withheld in a', 'otherwise in b (Phone)'],
  });
  expect(decide(earlier('a', 'withheld'), earlier('b', 'Phone'), earlier('c', 'Phone')).into).toBe('Phone');
  expect(isWithheldEarlier(undefined)).toBe(false);
});

test('a network identifier is withheld, whatever people did with a column of this name', () => {
  const imsi = column('imsi', 'network_identifier');
  const votes = earlierFor(imsi.facts, [earlier('a', 'Phone', { name: 'imsi' })], 'bss');
  const [decision] = proposeTable(context, [{ ...imsi, opinions: { earlier: votes, model: [] } }], targets);
  expect(decision).toMatchObject({
    into: 'withheld',
    tier: 'certain',
    evidence: [expect.any(String), 'otherwise in a (Phone)'],
  });
});

test('a rule that leaves a column out stays, but is not called certain where people kept the column', () => {
  const exempt = column('vat_exempt', 'flag');
  const decide = (...decisions: EarlierDecision[]) => {
    const votes = earlierFor(exempt.facts, decisions, 'bss');
    return proposeTable(context, [{ ...exempt, opinions: { earlier: votes, model: [] } }], targets)[0]!;
  };
  expect(decide()).toMatchObject({ into: 'ignore', tier: 'certain' });
  expect(decide(earlier('a', 'custom', { name: 'vat exempt', field: 'Exempt' }))).toMatchObject({
    into: 'ignore',
    tier: 'likely',
    evidence: [expect.any(String), 'otherwise in a (Exempt)'],
  });
  expect(isDecidedOtherwise(undefined, 'ignore')).toBe(false);
});

test('the transforms of before are used where all agree', () => {
  const of = (...decisions: EarlierDecision[]) => earlierTransforms(known(...decisions).opinions, 'Fax');
  expect(of(earlier('a', 'Fax', { transforms: ['trim'] }), earlier('b', 'Fax', { transforms: ['trim'] }))).toEqual([
    'trim',
  ]);
  expect(of(earlier('a', 'Fax', { transforms: ['trim'] }), earlier('b', 'Fax'))).toBeNull();
  expect(of(earlier('a', 'Phone'))).toBeNull();
  expect(of(earlier('a', 'Fax'))).toBeNull();
  expect(earlierTransforms(undefined, 'Fax')).toBeNull();
});

test('a custom field gets the name that it had before, if all agree', () => {
  const of = (...decisions: EarlierDecision[]) => earlierCustomName(known(...decisions).opinions, 'Accounts');
  const [one, other] = ['Old_Fax', 'Fax_2'].map((name) => earlier(name, 'custom', { field: name }));
  expect(of(one!, { ...one!, engagement: 'b' })).toBe('Old_Fax');
  expect(of(one!, other!)).toBeNull();
  expect(of({ ...one!, module: 'Contacts' })).toBeNull();
  expect(earlierCustomName(undefined, 'Accounts')).toBeNull();
  expect(customFor(contact, 'Old_Fax_Of_The_Account_Holder')).toMatchObject({ label: 'Old Fax Of The Account Ho' });
});

test('the file names the engagement beside the rule, and beside what is left out', () => {
  const name = column('holder', 'company');
  const plain = column('zzz', 'text');
  const votes = earlierFor(plain.facts, [earlier('beta', 'ignore', { name: 'zzz', semantic: 'text' })], 'bss');
  const { comments, mapping: proposed } = proposeMapping({
    tables: [
      table('billing_accounts', [
        name,
        known(earlier('alpha', 'Fax', { transforms: ['trim'] })),
        { ...plain, opinions: { earlier: votes, model: [] } },
      ]),
    ],
    destination: { Accounts: [field('Account_Name', 'text', { mandatory: true }), field('Fax', 'phone')] },
    ...{ records: {}, currency: 'GBP', phoneRegion: 'GB', key: 'Portage_Key' },
  });
  const at = (...path: (string | number)[]) => comments.find((one) => one.at.join() === path.join())?.text;
  const source = ['modules', 'Accounts', 'sources', 0];
  expect(at(...source, 'fields', 'Fax')).toContain('confirmed in alpha');
  expect(at(...source, 'ignore', 'zzz')).toContain('confirmed in beta');
  expect(proposed.modules['Accounts']?.sources[0]?.fields['Fax']).toMatchObject({ transforms: ['trim'] });
});

test('a language model is one more vote, which is named', () => {
  const [own] = choose([contact], targets, 'id');
  const [agreed] = choose([advised(own!.runnerUp.into)], targets, 'id');
  expect(agreed!.evidence.join()).toMatch(/the language model (agrees|says)/);
  const [other] = choose([advised('Nothing_Like_It')], targets, 'id');
  expect(other).toMatchObject({
    score: own!.score,
    evidence: expect.arrayContaining(['the language model says Nothing_Like_It']),
  });
});

test('a language model alone makes nothing certain', () => {
  const tel = column('tel', 'phone');
  const [own] = choose([tel], targets, 'id');
  const [raised] = choose([advised('Phone', tel)], targets, 'id');
  expect(own).toMatchObject({ into: { field: { apiName: 'Phone' } }, tier: 'likely', isDoubtful: false });
  // With this score, it would be certain without the vote.
  expect(tierOf(raised!.score, raised!.isDoubtful)).toBe('certain');
  expect(raised!.tier).toBe('likely');
});
