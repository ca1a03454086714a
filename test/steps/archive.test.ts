import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { openArchive } from '../../connectors/archive/read.ts';
import { migrateLedger, openLedger, type Ledger } from '../../connectors/ledger/database.ts';
import { findEarlierFiles, readEngagement } from '../../connectors/ledger/engagements.ts';
import { readLastEntries } from '../../connectors/ledger/personal-data.ts';
import { traceRecord } from '../../connectors/ledger/records.ts';
import { exportRows } from '../../connectors/ledger/transfer.ts';
import { listTransferTables, mapOf } from '../../connectors/ledger/transfer-tables.ts';
import { createLocalStaging } from '../../connectors/staging/local.ts';
import { changeOperator } from '../../emulators/bss/change.ts';
import type { ArchiveManifest } from '../../schemas/engagement-archive.ts';
import { discover } from '../../steps/discover.ts';
import { exportEngagement } from '../../steps/export-engagement.ts';
import { extract } from '../../steps/extract/extract.ts';
import { describeEngagement } from '../../steps/final-report.ts';
import { handOff } from '../../steps/handoff/hand-off.ts';
import { importEngagement } from '../../steps/import-engagement.ts';
import { verifyAudit } from '../../steps/verify-audit.ts';
import { createPorts } from '../../workers/ports.ts';
import { createTestDatabase } from '../support/database.ts';
import { secretOfTests } from '../support/secret.ts';
import { loaderOn, never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** An engagement that was loaded and handed off is exported, and imported into a ledger that has numbers of others. */
let steps: StepsEngagement;
let other: { url: string; drop(): Promise<void> };
let ledger: Ledger;
let identity: string;
let manifest: ArchiveManifest;
let lastBefore: Date | null;

const pathOf = (name: string) => join(steps.folder, name);
const stagingOf = (name: string) => createLocalStaging(pathOf(name));
const write = (into: string, recipient: string | null) =>
  exportEngagement({ ledger: steps.ports.ledger, staging: steps.ports.staging }, 'demo', {
    ...{ into: pathOf(into), recipient, documents: pathOf('documents') },
  });

async function read(name: string, identities: string[], place = 'other'): Promise<void> {
  const archive = await openArchive(pathOf(name), identities);
  try {
    await importEngagement({ ledger, staging: stagingOf(`${place}-staging`) }, archive, pathOf(`${place}-documents`));
  } finally {
    archive.close();
  }
}

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  const stored = await steps.open();
  await discover(steps.ports, stored);
  const staging = await steps.extract('full-1');
  await steps.load('sandbox', 'full', staging.name);
  await steps.rollBack('sandbox');
  await steps.load('production', 'full', staging.name);
  await steps.ports.ledger.query(
    `update attached_file set replaced_by = (select id from run where run.env = attached_file.env limit 1)`,
  );
  await handOff(steps.ports, stored);
  other = await createTestDatabase();
  await migrateLedger(other.url);
  ledger = openLedger(other.url, 8);
  for (const [table, column] of [
    ['environment', 'id'],
    ['run', 'id'],
    ['added_mail', 'no'],
  ])
    await ledger.query(`select setval(pg_get_serial_sequence('${table}', '${column}'), 700)`);
  identity = await generateX25519Identity();
  lastBefore = (await readLastEntries(steps.ports.ledger, 'demo')).last;
  manifest = await write('demo.zip', await identityToRecipient(identity));
});
afterAll(async () => {
  await ledger.close();
  await other.drop();
  await steps.close();
});

/** Nothing of an engagement is in the other ledger and staging folder. */
async function expectNothingThere(): Promise<void> {
  expect(await ledger.query('select slug from engagement')).toEqual([]);
  expect(await ledger.query('select id from run')).toEqual([]);
  for (const folder of ['other-staging/demo', 'other-documents'])
    expect({ folder, isThere: existsSync(pathOf(folder)) }).toEqual({ folder, isThere: false });
}

test('an encrypted archive shows names, counts and digests, and no value without the key', async () => {
  const bytes = readFileSync(pathOf('demo.zip')).toString('latin1');
  const [account] = await steps.ports.ledger.query<{ name: string }>(
    `select base ->> 'Account_Name' as name from record_value where module = 'Accounts' limit 1`,
  );
  expect(bytes).toContain('manifest.json');
  expect(bytes).not.toContain(account!.name);
  const record = manifest.tables.find(({ table }) => table === 'record')!;
  const [{ count }] = (await steps.ports.ledger.query<{ count: string }>('select count(*) from record')) as [
    { count: string },
  ];
  expect(record.rows).toBe(Number(count));
  expect(manifest.files.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['staging', 'document']));
  expect(manifest.missing).toEqual([]);
  expect(manifest.tables.map(({ table }) => table)).not.toContain('access_token');
});

test('an archive is refused without its key, with another key, and when it was changed; nothing stays', async () => {
  await expect(read('demo.zip', [])).rejects.toThrow('is encrypted. Give the private key');
  await expect(read('demo.zip', [await generateX25519Identity()])).rejects.toThrow('encrypted for another key');
  for (const entry of ['staging/demo', 'documents/network', 'ledger/record_value']) {
    const bytes = readFileSync(pathOf('demo.zip'));
    const place = bytes.indexOf(entry) + 400;
    bytes[place] = bytes[place]! ^ 1;
    writeFileSync(pathOf('changed.zip'), bytes);
    await expect(read('changed.zip', [identity])).rejects.toThrow(/The archive is damaged.*Nothing was imported/);
  }
  await expect(read('nothing.zip', [])).rejects.toThrow('is missing. Nothing was imported');
  await expectNothingThere();
});

test('an archive of another version of the ledger is refused, with the migration', async () => {
  await steps.ports.ledger.query(`insert into portage_migration (name, run_on) values ('9999_later', now())`);
  await write('later.zip', null);
  await steps.ports.ledger.query(`delete from portage_migration where name = '9999_later'`);
  await expect(read('later.zip', [])).rejects.toThrow('only one of them has the migration 9999_later');
  await expectNothingThere();
});

test('an archive that can not be written is an error, and no part of it stays', async () => {
  await expect(write('no-folder/demo.zip', null)).rejects.toThrow(/can't be written \(ENOENT\). No archive was made/);
  const { ledger: own } = steps.ports;
  const failing = exportRows(own, 'demo', false, async (rows) => {
    for await (const _ of rows.open('document').content) throw new Error('the disk is full');
  });
  await expect(failing).rejects.toThrow('the disk is full');
  expect(await own.query('select 1 as one')).toEqual([{ one: 1 }]);
});

test('an export books itself, and the retention of personal data does not begin anew', async () => {
  const { entries, problems } = await verifyAudit(steps.ports.ledger, 'demo');
  expect({ isMore: entries > 0, problems }).toEqual({ isMore: true, problems: [] });
  expect((await readLastEntries(steps.ports.ledger, 'demo')).last).toEqual(lastBefore);
});

describe('after the import', () => {
  beforeAll(() => read('demo.zip', [identity]));

  test('every table has the same rows, and nothing refers to a number of the other ledger', async () => {
    const tables = await steps.ports.ledger.withClient((client) => listTransferTables(client));
    const rowsOf = async (from: Ledger, table: (typeof tables)[number]) => {
      const isNumber = (column: (typeof table.columns)[number]) =>
        mapOf(table.name, column) !== null ||
        /^(id|no|seq|zoho_id)$/.test(column.name) ||
        ['attached_file.owner_id', 'record.parent_id'].includes(`${table.name}.${column.name}`);
      const columns = table.columns.filter((one) => !isNumber(one)).map(({ name }) => `${name}::text`);
      const numbers = table.columns.filter(isNumber).map(({ name }) => `${name} is null`);
      const { rows } = await from.pool.query<{ row: string }>(
        `select concat_ws('|', ${[...columns, ...numbers].join(', ')}) as row from ${table.name}`,
      );
      return rows.map(({ row }) => row).sort();
    };
    for (const table of tables) {
      const [here, there] = [await rowsOf(steps.ports.ledger, table), await rowsOf(ledger, table)];
      // Its documents folder is another one, and the import and the export are booked.
      const isOfFiles = /^engagement(_files)?$/.test(table.name);
      const isAudit = table.name === 'audit';
      const before = isAudit || isOfFiles ? here.filter((row) => there.includes(row)) : here;
      const now = isAudit || isOfFiles ? there.filter((row) => before.includes(row)) : there;
      expect({ table: table.name, rows: now }).toEqual({ table: table.name, rows: before });
    }
    const [numbers] = await ledger.query<{ lowest: number }>('select min(run) as lowest from outcome');
    expect(numbers!.lowest).toBeGreaterThan(700);
    const files = await ledger.query(
      'select 1 from attached_file join run on run.id = replaced_by and run.env = attached_file.env',
    );
    expect(files).not.toEqual([]);
  });

  test('its documents are written to the folder of the import from then on, and the audit has the files', async () => {
    const { engagement, configDigest } = await readEngagement(ledger, 'demo');
    expect(engagement.documents).toBe(pathOf('other-documents'));
    const [imported] = await ledger.query<{ body: Record<string, string> }>(
      `select body from audit where what = 'engagement imported'`,
    );
    expect(imported?.body['configDigest']).toBe(configDigest);
    expect(await findEarlierFiles(ledger, 'demo', configDigest)).toEqual(engagement);
  });

  test('files of e-mails have the same e-mails, and all others what they hung on', async () => {
    const filesOf = (from: Ledger) =>
      from.query(
        `select e.name, f.key, m.key as mail, r.zoho_id = f.no as booked, r.parent_id = m.no as hangs
         from attached_file f join environment e on e.id = f.env join added_mail m on m.env = f.env and m.no = f.owner_id
         left join record r on r.env = f.env and r.key = f.key where f.owner_module = 'Emails' order by 1, 2`,
      );
    const othersOf = (from: Ledger) =>
      from.query(
        `select key, parent_id from record r where parent_id is not null and zoho_id is not null
           and not exists (select from attached_file f where f.no = r.zoho_id) order by 1, 2`,
      );
    const files = await filesOf(ledger);
    expect(files).toContainEqual(expect.objectContaining({ name: 'production', booked: true, hangs: true }));
    expect(files).toEqual(await filesOf(steps.ports.ledger));
    expect(await othersOf(ledger)).toEqual(await othersOf(steps.ports.ledger));
  });

  test('the audit is whole, and reports and traces say the same', async () => {
    expect(await verifyAudit(ledger, 'demo')).toMatchObject({ problems: [] });
    const stored = await readEngagement(steps.ports.ledger, 'demo');
    const ports = { ...steps.ports, ledger };
    const here = await describeEngagement(steps.ports, stored);
    const there = await describeEngagement(ports, await readEngagement(ledger, 'demo'));
    expect(there.environments).toEqual(here.environments);
    const key = 'northwind:subscribers:SUB-000001';
    expect(await traceRecord(ledger, 'demo', key)).toEqual(await traceRecord(steps.ports.ledger, 'demo', key));
  });

  test('staged files and handed-off documents are there with their bytes', () => {
    for (const { kind, path } of manifest.files) {
      const [from, to] = kind === 'staging' ? [steps.stagingFolder, 'other-staging'] : ['documents', 'other-documents'];
      const place = kind === 'staging' ? from : pathOf(from);
      expect(readFileSync(join(pathOf(to), path)).equals(readFileSync(join(place, path)))).toBe(true);
    }
  });

  test('a second import of the engagement is refused', async () => {
    await expect(read('demo.zip', [identity], 'further')).rejects.toThrow('has an engagement "demo" already');
    await expect(read('demo.zip', [identity])).rejects.toThrow('staging folder has files of "demo" already');
  });

  test('a delta goes on from the imported ledger, and writes only what has changed', async () => {
    mkdirSync(pathOf('other-documents'), { recursive: true });
    await changeOperator(steps.sourceUrl);
    const ports = createPorts(ledger, pathOf('other-staging'), secretOfTests);
    const staging = await extract(ports, await readEngagement(ledger, 'demo'), { staging: 'delta-1' }, never);
    const { reports } = await loaderOn(ports).load('production', 'delta', staging.name);
    const sum = (what: 'created' | 'updated') => reports.reduce((total, { outcomes }) => total + outcomes[what], 0);
    expect({ created: sum('created'), updated: sum('updated') }).toEqual({ created: 2, updated: 6 });
    const accounts = steps.state('production')['Accounts']?.records ?? [];
    const keys = accounts.map((one) => one['Portage_Key']);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
