import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { parse } from 'yaml';
import { Mapping } from '../../../schemas/mapping.ts';
import type { ProposalReport } from '../../../schemas/report.ts';
import { answerInquiry } from '../../../steps/answer-inquiry.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

/** A Spanish operator that abbreviates the names of its columns. */
const tables = `
  create schema cable;
  create table cable.cta as
    select 'C' || lpad(n::text, 5, '0') as cod_cta,
      case when n % 3 > 0 then (array['Lucía', 'Mateo', 'Julia'])[1 + n % 3] end as nom,
      case when n % 3 > 0 then 'Ruiz' || chr(65 + n % 26) end as apell,
      case when n % 3 = 0 then 'Talleres ' || chr(65 + n % 26) || n || ' SL' end as raz_soc,
      case when n % 3 = 0 then 'Taller ' || n end as nom_com,
      'Calle Mayor ' || n as dir, lpad((28000 + n)::text, 5, '0') as cp, 'Madrid' as pob, 'ES' as pais,
      '+34 91 12' || lpad(n::text, 5, '0') as tel, 'cta' || n || '@cta.example' as correo,
      case n % 2 when 0 then 'EUR' else 'USD' end as mon
    from generate_series(1, 120) as n;
  create table cable.tarifa as
    select 'T' || lpad(n::text, 4, '0') as cod_art, 'Tarifa ' || chr(65 + n) as desc_art, (n * 10)::text as pvp,
      case n % 2 when 0 then 'S' else 'N' end as act
    from generate_series(1, 25) as n;
  create table cable.fra as
    select 'F' || lpad(n::text, 6, '0') as num_fra, 'C' || lpad((1 + n % 120)::text, 5, '0') as cod_cta,
      '2024-03-01' as fec_fra, '2024-03-31' as fec_vto,
      (n * 20)::text as imp_tot, case n % 2 when 0 then 'EUR' else 'USD' end as mon,
      json_build_array(json_build_object('cod_art', 'T' || lpad((1 + n % 25)::text, 4, '0'), 'cant', '2', 'pvp', n * 10))::text as lines
    from generate_series(1, 200) as n;
  create table cable.correo as
    select 'M' || lpad(n::text, 6, '0') as cod, 'C' || lpad((1 + n % 120)::text, 5, '0') as cod_cta,
      case n % 2 when 0 then 'cta' || n || '@cta.example' else 'atencion@cable.example' end as de,
      case n % 2 when 1 then 'cta' || n || '@cta.example' else 'atencion@cable.example' end as para,
      'Consulta ' || n as asunto, 'Buenos días, esta es la consulta número ' || n as texto,
      to_char(timestamp '2024-01-01 08:00' + n * interval '9 hours', 'YYYY-MM-DD HH24:MI:SS') as fec,
      case n % 2 when 0 then 'Entrada' else 'Salida' end as sentido,
      '<' || n || '@mail.cable.example>' as msg_id
    from generate_series(1, 60) as n;
`;
const profile = `
kind: postgres
url: env:PORTAGE_SOURCE_URL
system: cable
timeZone: Europe/Madrid
objects:
  billing_accounts: { key: cod_cta, query: select * from cable.cta order by cod_cta }
  service_plans: { key: cod_art, query: select * from cable.tarifa order by cod_art }
  invoices: { key: num_fra, query: select * from cable.fra order by num_fra }
  interactions: { key: cod, query: select * from cable.correo order by cod }
`;

let steps: StepsEngagement;
let mapping: Mapping;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  const client = new pg.Client({ connectionString: steps.sourceUrl });
  await client.connect();
  await client.query(tables);
  await client.end();
  writeFileSync(join(steps.folder, 'source.yml'), profile);
  rmSync(join(steps.folder, 'mapping.yml'));
  const question = {
    ...({ about: 'propose', replace: false, withoutEarlier: false } as const),
    file: join(steps.folder, 'engagement.yml'),
  };
  const report = (await answerInquiry(steps.ports, question, never)) as ProposalReport;
  mapping = Mapping.parse(parse(readFileSync(report.file, 'utf8')));
});
afterAll(() => steps.close());

test('what the columns hold is found in spite of their names', () => {
  const [account] = mapping.modules['Accounts']!.sources;
  expect(account).toMatchObject({
    fields: {
      Account_Name: { from: ['raz_soc', 'nom', 'apell'], join: ' ' },
      Billing_Street: { from: 'dir' },
      Billing_City: { from: 'pob' },
    },
    custom: { Nom_Com: { from: 'nom_com' } },
  });
  expect(mapping.modules['Products']!.sources[0]).toMatchObject({ fields: { Unit_Price: { from: 'pvp' } } });
});

test('the total of an invoice is found beside its currency, and agrees with the lines', () => {
  expect(mapping.modules['Invoices']!.sources[0]).toMatchObject({
    lines: { fields: { Quantity: { from: 'cant' }, List_Price: { from: 'pvp' } } },
    money: { total: 'imp_tot', currency: 'mon' },
  });
});

test('its e-mails are e-mails', () => {
  expect(mapping.modules['Emails']!.sources[0]).toMatchObject({
    fields: { from: { from: 'de' }, to: { from: 'para' }, original_message_id: { from: 'msg_id' } },
  });
});
