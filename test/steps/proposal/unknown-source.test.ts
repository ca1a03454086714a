import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { parse } from 'yaml';
import { Mapping } from '../../../schemas/mapping.ts';
import type { ProposalReport } from '../../../schemas/report.ts';
import { answerInquiry } from '../../../steps/answer-inquiry.ts';
import { checkEngagement } from '../../../steps/preflight/preflight.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

/** A city carrier with German tables: nothing is known of it but a profile that selects all columns. */
const tables = `
  create schema carrier;
  create table carrier.kunde as
    select 'K' || lpad(n::text, 5, '0') as kundennr,
      case when n % 3 = 0 then 'K' || lpad((n - 1)::text, 5, '0') end as konzernmutter,
      'Firma ' || chr(65 + n % 26) || n || ' GmbH' as firma, 'Hafenstraße ' || n as strasse,
      lpad((20000 + n)::text, 5, '0') as plz, 'Hamburg' as ort, 'DE' as land,
      '+49 40 30' || lpad(n::text, 6, '0') as telefon, 'rechnung' || n || '@firma' || n || '.example' as rechnungsmail,
      (n * 12.5)::text as kreditlimit, 'GBP' as waehrung, 'betreuer' || n % 3 as betreuer,
      case n % 3 when 0 then 'gesperrt' else 'aktiv' end as status, '2020-01-01 10:00:00' as angelegt_am,
      'DE' || (100000000 + n)::text as ust_id, case n % 2 when 0 then 'R19' else 'R7' end as steuerschluessel,
      (array['TV,Internet', 'TV', 'Internet,Mobil', 'Mobil'])[1 + n % 4] as dienste,
      (array['Väinö Ketunen', 'Ilma Saarela', 'Lauri Pohjola'])[1 + n % 3] as hoitaja,
      'geheim' || n as kennwort
    from generate_series(1, 120) as n;
  create table carrier.tarif as
    select 'T' || lpad(n::text, 4, '0') as tarifnr, 'Tarif ' || chr(65 + n) as bezeichnung, (n * 1.99)::text as preis,
      case n % 2 when 0 then 'aktiv' else 'inaktiv' end as status
    from generate_series(1, 25) as n;
  create table carrier.artikel as
    select 'A' || lpad(n::text, 4, '0') as artikelnr, 'Artikel ' || chr(65 + n) as bezeichnung, (n * 4.99)::text as preis,
      case n % 2 when 0 then 'aktiv' else 'eingestellt' end as status,
      '[{"bedingung":"ab 10","prozent":"5"}]' as rabatte,
      '[{"artikelnr":"A0001","menge":"2"},{"artikelnr":"A0002","menge":"1"}]' as bestandteile
    from generate_series(1, 25) as n;
  create table carrier.rechnung as
    select 'R' || lpad(n::text, 6, '0') as rechnungsnr, 'K' || lpad((1 + n % 120)::text, 5, '0') as kundennr,
      '2024-03-01' as rechnungsdatum, '2024-03-31' as faellig_am,
      case n % 3 when 0 then 'bezahlt' when 1 then 'offen' else 'storniert' end as rechnungsstatus,
      '1.219,90' as gesamtbetrag, 'GBP' as waehrung,
      json_build_array(json_build_object('artikelnr', case when n % 50 = 0 then 'X9999' else case n % 2 when 0 then 'T' else 'A' end
          || lpad((1 + n % 25)::text, 4, '0') end, 'menge', '2',
        'einzelpreis', '609,95', 'text', 'Grundgebühr'))::text as lines
    from generate_series(1, 200) as n;
  create table carrier.kontakt as
    select 'A' || lpad(n::text, 6, '0') as kontaktnr, 'K' || lpad((1 + n % 120)::text, 5, '0') as kundennr,
      case n % 2 when 0 then 'Anruf' else 'Besuch' end as art, 'Rückfrage ' || n as betreff,
      to_char(timestamp '2024-01-01 08:00' + n * interval '9 hours', 'DD.MM.YYYY HH24:MI') as beginn,
      to_char(timestamp '2024-01-01' + n * interval '9 hours', 'DD.MM.YYYY') as erfasst_am
    from generate_series(1, 60) as n;
`;
const profile = `
kind: postgres
url: env:PORTAGE_SOURCE_URL
system: carrier
timeZone: Europe/Berlin
never: [geheimnis]
objects:
  billing_accounts: { key: kundennr, query: select * from carrier.kunde order by kundennr }
  service_plans: { key: tarifnr, query: select * from carrier.tarif order by tarifnr }
  product_catalog: { key: artikelnr, query: select * from carrier.artikel order by artikelnr }
  invoices: { key: rechnungsnr, query: select * from carrier.rechnung order by rechnungsnr }
  interactions:
    key: kontaktnr
    query: select * from carrier.kontakt order by kontaktnr
    dates: { beginn: { format: dd.MM.yyyy HH:mm } }
`;

let steps: StepsEngagement;
let report: ProposalReport;
let mapping: Mapping;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  const client = new pg.Client({ connectionString: steps.sourceUrl });
  await client.connect();
  await client.query(tables);
  await client.end();
  writeFileSync(join(steps.folder, 'source.yml'), profile);
  rmSync(join(steps.folder, 'mapping.yml'));
  const file = join(steps.folder, 'engagement.yml');
  report = (await answerInquiry(
    steps.ports,
    { about: 'propose', file, replace: false, withoutEarlier: false },
    never,
  )) as ProposalReport;
  mapping = Mapping.parse(parse(readFileSync(join(steps.folder, 'mapping.yml'), 'utf8')));
});
afterAll(() => steps.close());

test('a source in German gets a mapping without a word from people, and preflight finds nothing that prevents a load', async () => {
  expect(report.problems).toEqual([]);
  const { checks } = await checkEngagement(
    steps.ports,
    await steps.ports.readConfig(join(steps.folder, 'engagement.yml')),
  );
  const failed = checks.filter(({ state }) => state === 'fail').map(({ id }) => id);
  expect(failed).toEqual([]);
  expect(checks.filter(({ id, what }) => id.startsWith('rows.') && what.includes('rejected:'))).toEqual([]);
  // Two codes of a hundred are in no object of the source.
  expect(checks.find(({ id }) => id === 'references.invoices')).toMatchObject({
    ...{ state: 'pass', what: 'Of 400 references in the first rows of invoices, 4 lead to no record.' },
  });
});

test('its columns go where they belong', () => {
  expect(mapping.modules['Accounts']?.sources[0]?.fields).toMatchObject({
    Account_Name: { from: 'firma' },
    Parent_Account: { from: 'konzernmutter', lookup: 'billing_accounts' },
    Billing_Street: { from: 'strasse' },
    Billing_Code: { from: 'plz' },
    Phone: { from: 'telefon' },
    Owner: { from: 'betreuer', owner: true },
  });
  expect(mapping.modules['Invoices']?.sources[0]).toMatchObject({
    fields: {
      Subject: { from: 'rechnungsnr' },
      Account_Name: { from: 'kundennr', lookup: 'billing_accounts' },
      Due_Date: { from: 'faellig_am' },
    },
    lines: {
      fields: {
        Product_Name: { from: 'artikelnr', lookup: ['product_catalog', 'service_plans'] },
        Quantity: { from: 'menge' },
      },
    },
    money: { total: 'gesamtbetrag' },
  });
});

test('it says how many lines name no product, because their invoices will be rejected', () => {
  const text = readFileSync(join(steps.folder, 'mapping.yml'), 'utf8');
  expect(text).toContain('4 of 200 values are the id of no record: a load rejects their records');
});

test('preflight finds a lookup whose values are mostly ids of another object', async () => {
  const path = join(steps.folder, 'mapping.yml');
  const text = readFileSync(path, 'utf8');
  // The text has a list; only one of the objects is left.
  writeFileSync(
    path,
    text.replace(
      /lookup:\s*(?:\[\s*product_catalog, service_plans\s*\]|- product_catalog\s+- service_plans)/,
      'lookup: service_plans',
    ),
  );
  try {
    const { checks } = await checkEngagement(
      steps.ports,
      await steps.ports.readConfig(join(steps.folder, 'engagement.yml')),
    );
    expect(checks.find(({ id }) => id === 'references.invoices')).toMatchObject({
      state: 'warn',
      what: expect.stringMatching(/10\d of 200 references in Invoiced_Items\.Product_Name lead to no record/) as string,
    });
  } finally {
    writeFileSync(path, text);
  }
});

test('a tax number is a custom field, and what a CRM can not hold is listed for the handoff', () => {
  const [account] = mapping.modules['Accounts']!.sources;
  expect(account).toMatchObject({
    custom: { Ust_Id: { from: 'ust_id' } },
    handoff: { taxes: { scheme: ['steuerschluessel'] } },
  });
  const article = mapping.modules['Products']!.sources.find(({ object }) => object === 'product_catalog');
  expect(article?.handoff).toEqual({
    pricing_rules: { discounts: ['rabatte'] },
    bundles: { components: 'bestandteile' },
  });
  expect(mapping.maps['product_catalog_status']).toEqual({ aktiv: true, eingestellt: false });
});

test('persons in a column of another language are no pick list', () => {
  expect(mapping.modules['Accounts']!.custom['Hoitaja']).toMatchObject({ type: 'text' });
  expect(readFileSync(join(steps.folder, 'mapping.yml'), 'utf8')).not.toMatch(/Ketunen|Saarela|Pohjola/);
});

test('lists in one text are chosen item by item', () => {
  expect(mapping.modules['Accounts']!.custom['Dienste']).toMatchObject({
    ...{ type: 'multiselectpicklist', values: ['Internet', 'Mobil', 'TV'], separator: ',' },
  });
});

test('its states have counterparts, and its password is withheld', () => {
  expect(mapping.maps).toMatchObject({
    service_plans_status: { aktiv: true, inaktiv: false },
    invoices_rechnungsstatus: { bezahlt: 'Delivered', offen: 'Created', storniert: 'Cancelled' },
  });
  expect(mapping.withhold).toEqual(['billing_accounts.kennwort']);
});

test('phone numbers without a country code are read as those of its country', () => {
  expect(mapping).toMatchObject({ currency: 'GBP', phoneRegion: 'DE' });
});

test('a call begins at a time of a declared format, and where day and month could be either, the format is asked for', () => {
  expect(mapping.modules['Calls']?.sources[0]?.fields).toMatchObject({
    Call_Start_Time: { from: 'beginn', transforms: ['datetime'] },
  });
  expect(report.remarks).toEqual([
    expect.stringMatching(
      /^\d+ % of the dates in interactions\.erfasst_am can't be read .* it is `dd\.MM\.yyyy`: declare it/,
    ),
  ]);
});
