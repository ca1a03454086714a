import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseJson } from 'lossless-json';
import pg from 'pg';
import { startBulk } from '../../../emulators/bss/bulk/server.ts';
import { writeDelivery } from '../../../emulators/bss/files.ts';
import { identifiersOf } from '../../../emulators/bss/network-identifiers.ts';
import { loadOperator } from '../../../emulators/bss/postgres.ts';
import { numbersTo, scaleOf } from '../../../emulators/bss/scale.ts';
import { startTmf } from '../../../emulators/bss/tmf/server.ts';
import { createTestDatabase } from '../../support/database.ts';

type Values = Record<string, string>;

const size = { accounts: 60 };
const scale = scaleOf(size);
const names = ['apn', 'eid', 'iccid', 'imei', 'imsi', 'ip', 'ki', 'mac', 'opc', 'pin', 'puk'] as const;

/** Every identifier of every subscriber, with its kind. */
const expected = [...numbersTo(scale.subscribers)]
  .flatMap((number) => {
    const one = identifiersOf(1, number);
    return names.map((name) => `${name} ${one[name]}`);
  })
  .sort();

/** The identifiers in the rows of the network's tables. Rows of SIM cards and of AAA both have the IMSI. */
function listed(cards: Values[], devices: Values[], aaa: Values[]): string[] {
  const read = (rows: Values[], kinds: Values) =>
    rows.flatMap((row) => Object.entries(kinds).map(([name, column]) => `${name} ${row[column]}`));
  return [
    ...read(cards, { iccid: 'iccid', eid: 'eid', pin: 'pin', puk: 'puk' }),
    ...read(devices, { imei: 'imei', mac: 'mac' }).map((one) => one.replaceAll(':', '')),
    ...read(aaa, { imsi: 'imsi', ki: 'ki', opc: 'opc', apn: 'apn', ip: 'static_ip' }),
  ].sort();
}

/** JSON as text values. Numbers keep all their digits. */
const texts = (row: object): Values =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));

test('the tables in Postgres list every identifier', async () => {
  const database = await createTestDatabase();
  await loadOperator({ connectionString: database.url, size });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const rows = async (table: string) => (await client.query<Values>(`select * from bss.${table}`)).rows;
  expect(listed(await rows('sim_card'), await rows('device'), await rows('aaa_record'))).toEqual(expected);
  await client.end();
  await database.drop();
});

test('the delivery of files lists every identifier', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  await writeDelivery(folder, size);
  const read = async (name: string, delimiter: string) =>
    parseCsv<Values>((await readFile(join(folder, name), 'utf8')).replace(/^TRL.*\n/m, ''), {
      columns: true,
      delimiter,
    });
  expect(listed(await read('sims.csv', ','), await read('devices.csv', ','), await read('aaa.dat', '|'))).toEqual(
    expected,
  );
  await rm(folder, { recursive: true });
});

test('the vendor’s export lists every identifier', async () => {
  const server = await startBulk({ size });
  const exports = `${server.url}/api/v2/exports`;
  const ask = async (url: string, init?: RequestInit) =>
    (
      (await (await fetch(url, init)).json()) as {
        data: { jobId: string; files?: { fileName: string; link: string }[] };
      }
    ).data;
  const { jobId } = await ask(exports, { method: 'POST', headers: { 'Idempotency-Key': 'one' } });
  await ask(`${exports}/${jobId}`);
  const { files = [] } = await ask(`${exports}/${jobId}`);
  const read = async (name: string) => {
    const answer = await fetch(files.find(({ fileName }) => fileName === name)!.link);
    const lines = gunzipSync(await answer.arrayBuffer())
      .toString('latin1')
      .split('\n');
    return lines.filter((line) => line.startsWith('{')).map((line) => texts(parseJson(line) as object));
  };
  const [cards, devices, aaa] = [
    await read('sims.jsonl.gz'),
    await read('devices.jsonl.gz'),
    await read('aaa.jsonl.gz'),
  ];
  expect(listed(cards, devices, aaa)).toEqual(expected);
  await server.close();
});

interface Resource {
  resourceCharacteristic?: object[];
  serviceCharacteristic?: object[];
}

test.each(['resourceInventoryManagement/v4,serviceInventory/v4', 'resourceInventory/v5,serviceInventory/v5'])(
  'the TM Forum APIs %s list every identifier',
  async (apis) => {
    const [inventory, services] = apis.split(',');
    const server = await startTmf({ size });
    const read = async (path: string) => {
      const answer = await fetch(`${server.url}/tmf-api/${path}limit=1000`);
      return (parseJson(await answer.text()) as Resource[]).map((one) => {
        const list = one.resourceCharacteristic ?? one.serviceCharacteristic ?? [];
        return Object.fromEntries(
          list.map(texts).map(({ name, value }): [string, string] => [name ?? '', value ?? '']),
        );
      });
    };
    const cards = await read(`${inventory}/resource?category=SIM&`);
    const devices = await read(`${inventory}/resource?category=Device&`);
    const aaa = (await read(`${services}/service?`)).map(({ imsi, serviceAkaK, serviceAkaOPc, apn, staticIp }) => ({
      imsi: imsi!,
      ki: serviceAkaK!,
      opc: serviceAkaOPc!,
      apn: apn!,
      static_ip: staticIp!,
    }));
    expect(listed(cards, devices, aaa)).toEqual(expected);
    await server.close();
  },
);

test('the TM Forum resource inventory lists elements, SIM cards and devices, and finds each by its id', async () => {
  const server = await startTmf({ size });
  const resource = `${server.url}/tmf-api/resourceInventoryManagement/v4/resource`;
  const countOf = async (query: string) => Number((await fetch(`${resource}?${query}`)).headers.get('X-Total-Count'));
  const elements = Math.floor(scale.subscribers / 50);
  expect(await countOf('category=PGW,OLT,NAS')).toBe(elements);
  expect(await countOf('category=SIM')).toBe(scale.subscribers);
  expect(await countOf('')).toBe(elements + 2 * scale.subscribers);
  const last = (await (await fetch(`${resource}?offset=${elements + scale.subscribers}&limit=1`)).json()) as {
    id: string;
  }[];
  expect(last.map(({ id }) => id)).toEqual(['DEV-1']);
  for (const id of ['NE-50', 'SIM-7', 'DEV-7'])
    expect(((await (await fetch(`${resource}/${id}`)).json()) as { id: string }).id).toBe(id);
  expect((await fetch(`${resource}/SIM-9999`)).status).toBe(404);
  await server.close();
});
