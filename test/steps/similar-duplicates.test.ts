import { pairsIn, searchIn, tableOfPeople } from '../support/similar-duplicates.ts';
import { makeLookAlikes } from '../support/look-alikes.ts';

test('people who are described twice are found, and twins, couples, fathers and staff are never certain', async () => {
  const { people, same, different } = makeLookAlikes(300);
  const { clusters, isLearned } = await searchIn('contacts', tableOfPeople(people));
  const found = pairsIn(clusters);
  const certain = [...found].filter(([, tier]) => tier === 'certain').map(([pair]) => pair);
  const truth = new Set(same.map(([one, other]) => `${one} ${other}`));
  expect(isLearned).toBe(true);
  for (const pairs of Object.values(different))
    expect(pairs.map((pair) => found.get(pair.join(' '))).filter((tier) => tier === 'certain')).toEqual([]);
  expect(certain.filter((pair) => !truth.has(pair))).toEqual([]);
  expect([...truth].filter((pair) => found.has(pair)).length / truth.size).toBeGreaterThan(0.97);
});

test('without birth date and document, nothing is certain', async () => {
  const { people } = makeLookAlikes(20);
  const table = tableOfPeople(people.map((one) => ({ ...one, birth: '', document: '' })));
  const { clusters } = await searchIn('contacts', table);
  expect(clusters.length).toBeGreaterThan(0);
  expect(clusters.filter(({ tier }) => tier === 'certain')).toEqual([]);
});

test('firms are found in any spelling and alphabet, and other legal forms are likely at most', async () => {
  const firms: [id: string, name: string, tax: string, street: string][] = [
    ['F01', 'Müller GmbH', 'DE811111111', '5 Hafenstraße'],
    ['F02', 'Mueller G.m.b.H.', 'DE811111111', '5 Hafenstrasse'],
    ['F03', 'Nordlicht GmbH', '', '7 Ringweg'],
    ['F04', 'Nordlicht AG', '', '7 Ringweg'],
    ['F05', 'Café Río S.A.R.L.', 'FR40303265045', '9 Rue Verte'],
    ['F06', 'CAFE RIO SARL', 'FR40303265045', '9 rue verte'],
    ['F07', 'ООО Ромашка', 'RU7707083893', '1 Lenina'],
    ['F08', 'Romashka OOO', 'RU7707083893', '1 Lenina'],
    ['F09', 'Αλφα ΑΕ', 'EL094259216', '3 Ermou'],
    ['F10', 'Alfa A.E.', 'EL094259216', '3 Ermou'],
    ['F11', 'Harbour Design', '', '8 Quay'],
    ['F12', 'Harbour Design Studios', '', '8 Quay'],
    ['F13', 'Eastfold Clinics', 'GB123456789', '2 Mill'],
  ];
  const { clusters } = await searchIn('billing_accounts', {
    columns: { id: 'id', name: 'company', tax: 'tax_number', street: 'street' },
    rows: firms,
  });
  expect(clusters.map(({ ids, tier }) => `${ids.join(' ')}: ${tier}`)).toEqual([
    'F01 F02: certain',
    'F03 F04: likely',
    'F05 F06: certain',
    'F07 F08: certain',
    'F09 F10: certain',
    'F11 F12: likely',
  ]);
  expect(clusters[1]!.pairs[0]!.guards).toContain('the legal forms differ');
});

const person = (id: string, more: string[] = []) => [id, 'Ada', 'Quillfeather', '1980-02-03', ...more];
const columns = { id: 'id', given: 'given_name', family: 'family_name', birth: 'birth_date' } as const;

test('a cluster names ids, evidence and guards, and no value of a record', async () => {
  const { clusters, records } = await searchIn('contacts', {
    columns: { ...columns, phone: 'phone' },
    rows: [
      person('C2', ['020 7946 0001']),
      person('C1', ['+44 20 7946 0001']),
      ['C3', 'Bram', 'Tarn', '1970-01-02', ''],
    ],
  });
  expect(records).toBe(3);
  expect(clusters).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      object: 'contacts',
      tier: 'certain',
      ids: ['C1', 'C2'],
      pairs: [
        {
          first: 'C1',
          second: 'C2',
          score: expect.any(Number) as number,
          tier: 'certain',
          guards: [],
          evidence: expect.arrayContaining([
            expect.objectContaining({ field: 'birth_date', level: 'the same' }),
            expect.objectContaining({ field: 'phone', level: 'the same' }),
          ]) as unknown,
        },
      ],
    },
  ]);
  expect(JSON.stringify(clusters)).not.toMatch(/quillfeather|7946|1980/i);
});

test('a town adds nothing to its postcode where the records show that the two go together', async () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const others = (townOf: (n: number) => string) =>
    [...letters].map((letter, n) => [`N${n}`, `${letter.repeat(3)} ${letters[25 - n]!.repeat(4)}`, townOf(n), '20095']);
  const cityIn = async (townOf: (n: number) => string) => {
    const { clusters } = await searchIn('billing_accounts', {
      columns: { id: 'id', name: 'company', city: 'city', postcode: 'postcode' },
      rows: [['F1', 'Hafenwerk', 'Kiel', '24103'], ['F2', 'Hafenwerk', 'Kiel', '24103'], ...others(townOf)],
    });
    const pair = clusters.flatMap(({ pairs }) => pairs).find(({ first, second }) => first === 'F1' && second === 'F2');
    return pair!.evidence.find(({ field }) => field === 'city')!.weight;
  };
  expect(await cityIn(() => 'Hamburg')).toBe(0);
  expect(await cityIn((n) => `Town ${n}`)).toBeGreaterThan(1);
});

test('what the mapping merges is counted and in no cluster, and what it keeps apart is no pair', async () => {
  const table = { columns, rows: [person('C1'), person('C2'), person('C3')] };
  const merges = (areMerged: boolean, areApart: boolean) => ({
    columns: ['given'],
    areMerged: () => areMerged,
    areApart: () => areApart,
  });
  expect(await searchIn('contacts', table, { merges: merges(true, false) })).toMatchObject({ merged: 3, clusters: [] });
  expect(await searchIn('contacts', table, { merges: merges(false, true) })).toMatchObject({ merged: 0, clusters: [] });
  const { clusters } = await searchIn('contacts', table, { merges: merges(false, false) });
  expect(clusters.map(({ ids }) => ids)).toEqual([['C1', 'C2', 'C3']]);
});

test('a date that stands for none, and rows without id or with the same one, make no pair', async () => {
  const none = ['Ada', 'Quillfeather', '1900-01-01'];
  const table = { columns, rows: [['C1', ...none], ['C2', ...none], ['', ...none], person('C4'), person('C4')] };
  const { clusters, records } = await searchIn('contacts', table);
  expect(records).toBe(4);
  expect(clusters.flatMap(({ pairs }) => pairs).filter(({ tier }) => tier === 'certain')).toEqual([]);
});

test('a phone number of more than six names is nobody’s own', async () => {
  const names = [
    'Ada Vale',
    'Bram Tarn',
    'Chidi Okonkwo',
    'Farid Kowal',
    'Greta Papadaki',
    'Ines Brightwater',
    'Ada Val',
  ];
  const search = (count: number) =>
    searchIn('contacts', {
      columns: { id: 'id', name: 'person_name', phone: 'phone' },
      rows: names
        .slice(-count)
        .map((name, at) => [`C${at}`, name, '020 7946 0001'])
        .concat([['C9', 'Ada Vale', '020 7946 0001']]),
    });
  const phones = ({ clusters }: Awaited<ReturnType<typeof search>>) =>
    clusters.flatMap(({ pairs }) => pairs.flatMap(({ evidence }) => evidence.filter(({ field }) => field === 'phone')));
  expect(phones(await search(3))).not.toEqual([]);
  expect(phones(await search(7))).toEqual([]);
});

test('columns may be named like those that the search uses, and a custom field of the mapping may be in no row', async () => {
  const names = ['first', 'second', 'place', 'id', 'held', 'names', 'value', 'a'] as const;
  const types = ['id', 'given_name', 'family_name', 'birth_date', 'phone', 'email', 'city', 'postcode'] as const;
  const row = (id: string) => [id, 'Ada', 'Quillfeather', '1980-02-03', '020 7946 0123', '', 'Leeds', 'LS1'];
  const { clusters } = await searchIn(
    'contacts',
    { columns: Object.fromEntries(names.map((name, at) => [name, types[at]!])), rows: [row('1'), row('2')] },
    { merges: { columns: ['second', 'extensions.tier'], areMerged: () => false, areApart: () => false } },
  );
  expect(clusters.map(({ ids, tier }) => [ids, tier])).toEqual([[['1', '2'], 'certain']]);
});
