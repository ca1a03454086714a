import { findWith, type ColumnOfTest } from '../../support/survey.ts';

const oneColumn = (type: ColumnOfTest, ...values: string[]) => ({
  subscribers: {
    columns: { no: 'id', x: type } as Record<string, ColumnOfTest>,
    rows: values.map((value, place) => [`S${place + 1}`, value]),
  },
});

test('an address that is none, or stands for none, is found', async () => {
  const values = [
    'ada@example.org',
    'ADA.Vale+x@mail.example.co.uk',
    'noemail@',
    'na@na.com',
    'x@x.x',
    'a@b@c.org',
    '',
  ];
  expect(await findWith('DQ05', oneColumn('email', ...values))).toEqual([
    'subscribers S3: x, no address',
    'subscribers S4: x, no address',
    'subscribers S5: x, no address',
    'subscribers S6: x, no address',
  ]);
});

test('headers of e-mails hold more than an address, so another rule reads them', async () => {
  const columns = { no: 'id', sender: 'email', contact: 'email' } as const;
  const rows = [['I1', '"Vale, Ada" <ada@example.org>, bo@example.org', 'nobody']];
  const mailsIn = () => [{ route: 0, fields: { from: ['sender'], to: ['sender'] } }];
  expect(await findWith('DQ05', { interactions: { columns, rows } }, { mailsIn })).toEqual([
    'interactions I1: contact, no address',
  ]);
});

test('an address of more than five people is found, and one of a family is not', async () => {
  const columns = { no: 'id', name: 'person_name', mail: 'email' } as const;
  const people = Array.from({ length: 6 }, (_, place) => [`S${place}`, `Person ${place}`, 'Shop@example.org']);
  const family = Array.from({ length: 5 }, (_, place) => [`F${place}`, `Vale ${place}`, 'vale@example.org']);
  const found = await findWith('DQ05', { subscribers: { columns, rows: [...people, ...family] } });
  expect(found.every((one) => /^subscribers S\d: mail, an address of many$/.test(one))).toBe(true);
  expect(found).toHaveLength(5);
});

test.each(['tel:+442079460001', '+44 (0)20 7946 0001', '020.7946.0001', '2079460001', '442079460001'])(
  '%s is an unusual notation of a number',
  async (phone) => {
    expect(await findWith('DQ06', oneColumn('phone', phone))).toEqual(['subscribers S1: x']);
    expect(await findWith('DQ07', oneColumn('phone', phone))).toEqual([]);
  },
);

test.each(['+44 20 7946 0001', '0044 20 7946 0001', '(020) 7946-0001', '02079460001'])(
  '%s is a usual notation',
  async (phone) => {
    expect(await findWith('DQ06', oneColumn('phone', phone))).toEqual([]);
    expect(await findWith('DQ07', oneColumn('phone', phone))).toEqual([]);
  },
);

test.each(['4.47701E+11', '0044', 'call me', '020 7946 0001 / 020 7946 0002'])('%s is damaged', async (phone) => {
  expect(await findWith('DQ06', oneColumn('phone', phone))).toEqual([]);
  expect(await findWith('DQ07', oneColumn('phone', phone))).toEqual(['subscribers S1: x']);
});

describe('a number of several subscribers', () => {
  const columns = { no: 'id', phone: 'phone', status: 'status' } as const;
  const rows = [
    ['S1', '020 7946 0001', 'Active'],
    ['S2', '+442079460001', 'active '],
    ['S3', 'tel:+44 20 7946 0001', 'Terminated'],
    ['S4', '020 7946 0002', 'Terminated'],
    ['S5', '4.47701E+11', 'Active'],
    ['S6', '4.47701E+11', 'Active'],
  ];

  test('is found at each active one after the first', async () => {
    expect(await findWith('DQ08', { subscribers: { columns, rows } })).toEqual(['subscribers S2: phone']);
  });

  test('is found at a former one whose number an active one has', async () => {
    expect(await findWith('DQ09', { subscribers: { columns, rows } })).toEqual(['subscribers S3: phone']);
  });

  test('is not looked for without a status in words', async () => {
    const coded = rows.map(([no, phone]) => [no!, phone!, '1']);
    expect(await findWith('DQ08', { subscribers: { columns, rows: coded } })).toEqual([]);
    expect(await findWith('DQ09', { subscribers: { columns: { no: 'id', phone: 'phone' }, rows } })).toEqual([]);
  });
});

test('a country is found that is no code', async () => {
  expect(await findWith('DQ10', oneColumn('country', 'GB', 'UK', 'France', 'ZZ', 'fr'))).toEqual(
    ['S2', 'S3', 'S4', 'S5'].map((id) => `subscribers ${id}: x, no code of a country`),
  );
});

test('a postcode is found that no place in its country has', async () => {
  const columns = { no: 'id', code: 'postcode', land: 'country' } as const;
  const rows = [
    ['S1', 'N1 9GU', 'GB'],
    ['S2', '75002', 'GB'],
    ['S3', 'whatever', 'JP'],
    ['S4', '', 'GB'],
    ['S5', '10115', ''],
  ];
  expect(await findWith('DQ10', { subscribers: { columns, rows } })).toEqual([
    'subscribers S2: code, a postcode of another country',
  ]);
  expect(await findWith('DQ10', oneColumn('postcode', 'N1 9GU'))).toEqual([]);
});
