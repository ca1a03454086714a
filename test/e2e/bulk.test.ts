import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter } from 'age-encryption';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { parse } from 'csv-parse/sync';
import { startBulk, type BulkServer } from '../../emulators/bss/bulk/server.ts';
import { prepareEngagement, type TestEngagement } from '../support/engagement.ts';
import { decodePayloads } from '../support/histories.ts';
import { filePlaces, ledgerPlaces, textsIn, type Place } from '../support/planted.ts';

/** One engagement with a vendor's export as its source. Temporary files of its processes are in a folder of their own. */
let engagement: TestEngagement;
let bulk: BulkServer;
let temporary: string;
const usualFolder = process.env['TMPDIR'];

beforeAll(async () => {
  // The vendor's server has its files elsewhere.
  bulk = await startBulk({ size: { accounts: 40, plantedIdentifiers: 0 } });
  temporary = mkdtempSync(join(tmpdir(), 'portage-temporary-'));
  process.env['TMPDIR'] = temporary;
  engagement = await prepareEngagement({ accounts: 40, plantedIdentifiers: 0, source: 'source-bulk.yml' });
  engagement.edit('source-bulk.yml', 'url: env:PORTAGE_SOURCE_URL', `url: ${bulk.url}`);
  await engagement.admin('POST', 'recording', { bodies: true });
  await engagement.start();
  await engagement.signUntil('none');
});
afterAll(async () => {
  await engagement.close();
  await bulk.close();
  if (usualFolder === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = usualFolder;
  rmSync(temporary, { recursive: true, force: true });
}, 60_000);

/** The rows of a handed-over list, as the network team reads it. */
async function decrypt(list: string): Promise<Record<string, string>[]> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(readFileSync(join(engagement.servers.directory, 'keys/network-team.txt'), 'utf8').trim());
  const file = join(engagement.folder, `documents/network/credentials-${list}.csv.age`);
  return parse(await decrypter.decrypt(readFileSync(file), 'text'), { columns: true });
}

async function histories(): Promise<Place> {
  const texts: string[] = [];
  for await (const { workflowId, runId } of engagement.client.workflow.list())
    texts.push(
      decodePayloads(historyToJSON(await engagement.client.workflow.getHandle(workflowId, runId).fetchHistory())),
    );
  return { name: 'histories', texts };
}

test('an engagement from a vendor’s export closes', async () => {
  expect((await engagement.status()).state).toBe('closed');
});

test('no credential of the export is on disk, in the ledger, in a history, in a log or in Zoho, except encrypted', async () => {
  const [aaa, sim] = [await decrypt('aaa'), await decrypt('sim')];
  const secrets = [
    ...aaa.flatMap(({ ki, opc, sip_password: sip, radius_secret: radius, imsi }) => [ki, opc, sip, radius, imsi]),
    ...sim.flatMap(({ puk, iccid }) => [puk, iccid]),
  ].filter((one): one is string => Boolean(one));
  expect(secrets.length).toBeGreaterThan(400);
  const folders = [temporary, engagement.servers.directory, engagement.folder];
  // Postgres's own files have an emulated source, too; the ledger is read table by table.
  const files = folders.flatMap(filePlaces).filter(({ name }) => !name.startsWith('postgres/'));
  const places = [
    ...files,
    ...(await ledgerPlaces(engagement.ledger)),
    await histories(),
    { name: 'Zoho', texts: [...textsIn(await engagement.admin('GET', 'requests'))] },
  ];
  const names = places.map(({ name }) => name);
  for (const part of [
    'workflows-',
    'logs/worker',
    'staging/demo',
    'temporal.db',
    'network/credentials-aaa.csv.age',
    'ledger: audit',
  ])
    expect([part, names.some((name) => name.includes(part))]).toEqual([part, true]);
  const isIn = (text: string) => secrets.some((secret) => text.includes(secret));
  expect(places.filter(({ texts }) => [...texts].some(isIn)).map(({ name }) => name)).toEqual([]);
});
