import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { createGuard } from '../../../domain/identifiers/guard.ts';
import { sha256 } from '../../../connectors/digest.ts';
import type { Handoff } from '../../../domain/documents/handoff.ts';
import { teams, type TeamInventory } from '../../../domain/handoff/teams.ts';
import { gatherEvidence } from '../../../steps/gather-evidence.ts';
import { writeCredentials } from '../../../steps/handoff/credentials.ts';
import { handOff } from '../../../steps/handoff/hand-off.ts';
import { filePlaces, ledgerPlaces, type Place } from '../../support/planted.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

const identity = await generateIdentity();
const key = await identityToRecipient(identity);

async function decrypt(path: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(readFileSync(path), 'text');
}

describe('an engagement with the key of its network team', () => {
  let steps: StepsEngagement;
  let printed = '';
  const pathOf = (name: string) => join(steps.folder, 'documents', name);
  const inventory = () => JSON.parse(readFileSync(pathOf('network/inventory.json'), 'utf8')) as TeamInventory;
  async function query(sql: string): Promise<Record<string, string>[]> {
    const client = new pg.Client({ connectionString: steps.sourceUrl });
    await client.connect();
    const { rows } = await client.query<Record<string, string>>(sql);
    await client.end();
    return rows;
  }

  beforeAll(async () => {
    steps = await prepareSteps({ accounts: 20, plantedIdentifiers: 0 });
    steps.edit('engagement.yml', 'env:PORTAGE_NETWORK_KEY', key);
    await steps.open();
    await steps.extract('full-1');
    const outputs = [process.stdout, process.stderr].map((output) => ({ output, write: output.write }));
    for (const { output } of outputs)
      output.write = (text: string | Uint8Array) => {
        printed += String(text);
        return true;
      };
    await handOff(steps.ports, await steps.open());
    for (const { output, write } of outputs) output.write = write;
  });
  afterAll(() => steps.close());

  test('the owner of the private key finds every credential of the source in the files', async () => {
    const rows = await query(
      `select subscriber_no, imsi, ki, opc, algorithm, k4_index, sip_password, radius_secret, apn, static_ip
       from bss.aaa_record order by subscriber_no`,
    );
    const handedOver = await decrypt(pathOf('network/credentials-aaa.csv.age'));
    expect(parse(handedOver, { columns: true })).toEqual(rows);
    const cards = await query('select subscriber_no, iccid, imsi, eid, pin, puk from bss.sim_card order by iccid');
    expect(parse(await decrypt(pathOf('network/credentials-sim.csv.age')), { columns: true })).toEqual(cards);
  });

  test('the inventory says which credentials each subscriber has, with place and algorithm', async () => {
    const rows = parse<Record<string, string>>(readFileSync(pathOf('network/credential-inventory.csv')), {
      columns: true,
    });
    const having = await query(
      `select subscriber_no as subscriber, 'HSS and AAA of the core network' as place, 'OPc' as credential, algorithm,
         'aaa' as list from bss.aaa_record where opc <> '' order by subscriber_no`,
    );
    expect(rows.filter(({ credential }) => credential === 'OPc')).toEqual(having);
    const [voice] = await query(`select count(*)::int as n from bss.aaa_record where sip_password <> ''`);
    expect(rows.filter(({ credential }) => credential === 'SIP password')).toHaveLength(Number(voice!['n']));
    expect(new Set(rows.map(({ credential }) => credential))).toEqual(
      new Set(['Ki', 'OPc', 'K4 index', 'SIP password', 'RADIUS secret', 'PIN', 'PUK']),
    );
    expect(readFileSync(pathOf('network/cover.md'), 'utf8')).toMatch(/\| RADIUS secret \| PAP \| \d+ \|/);
  });

  test('no secret is in a document, in the staging, in the ledger, or in what was printed', async () => {
    const found = await query(
      `select ki as secret from bss.aaa_record union select opc from bss.aaa_record union select sip_password from bss.aaa_record
       union select radius_secret from bss.aaa_record union select puk from bss.sim_card
       union select imsi from bss.aaa_record union select iccid from bss.sim_card`,
    );
    const secrets = found.map(({ secret }) => secret!).filter((secret) => secret !== '');
    expect(secrets.length).toBeGreaterThan(200);
    const secretsIn = ({ texts }: Place) => [...texts].flatMap((text) => secrets.filter((one) => text.includes(one)));
    const decrypted: Place[] = [];
    for (const list of ['aaa', 'sim'])
      decrypted.push({ name: list, texts: [await decrypt(pathOf(`network/credentials-${list}.csv.age`))] });
    expect(new Set(decrypted.flatMap(secretsIn)).size).toBe(secrets.length);

    const places = [
      ...filePlaces(steps.folder),
      ...(await ledgerPlaces(steps.ports.ledger)),
      { name: 'what was printed', texts: [printed] },
    ];
    expect(places.map(({ name }) => name)).toContain('documents/network/credentials-aaa.csv.age');
    expect(places.filter((place) => secretsIn(place).length > 0).map(({ name }) => name)).toEqual([]);
  });

  test('the inventory of the folder has the digest of each file, and the cover names the key', () => {
    const { files, notes } = inventory();
    expect(files.map(({ file }) => file)).toEqual([
      ...['network/pcrf-rules.csv', 'network/network-elements.csv', 'network/policy-translation.csv'],
      ...['network/credential-inventory.csv', 'network/credentials-aaa.csv.age', 'network/credentials-sim.csv.age'],
    ]);
    expect(notes).toContain(`Credentials are encrypted for the public key ${key}.`);
    expect(readFileSync(pathOf('network/cover.pdf'), 'latin1')).toMatch(/^%PDF-/);
  });

  test('the covers, inventories and files of all teams are evidence of the acceptance', async () => {
    const gate = { gate: 'acceptance', run: null, staging: null, why: null } as const;
    const { documents, summary } = await gatherEvidence(steps.ports, await steps.open(), gate);
    const names = documents.map(({ name }) => name);
    for (const team of teams)
      expect(names).toEqual(
        expect.arrayContaining(['cover.md', 'cover.pdf', 'inventory.json'].map((name) => `${team}/${name}`)),
      );
    expect(names).toContain('network/credentials-aaa.csv.age');
    expect(summary).toContain('network/credentials-aaa.csv.age');
    const handoff = JSON.parse(readFileSync(pathOf('handoff.json'), 'utf8')) as Handoff;
    expect(handoff.teams.map(({ team, sha256: digest }) => [team, digest])).toEqual(
      teams.map((team) => [team, sha256(readFileSync(pathOf(`${team}/inventory.json`)))]),
    );
  });

  test('a private key in place of the public one is refused, and not quoted', async () => {
    process.env['PORTAGE_WRONG_KEY'] = identity;
    steps.edit('engagement.yml', key, 'env:PORTAGE_WRONG_KEY');
    const error: unknown = await steps.open().catch((one: unknown) => one);
    steps.edit('engagement.yml', 'env:PORTAGE_WRONG_KEY', key);
    expect(error).toMatchObject({
      kind: 'configuration',
      message: expect.stringMatching(
        /engagement\.yml, handoff\.network_key: is not a public key of age\. Nothing was started\./,
      ),
    });
    expect(String(error)).not.toContain(identity);
  });

  test('without a key, credentials are counted and not read, and the cover says so', async () => {
    rmSync(pathOf('network'), { recursive: true });
    steps.edit('engagement.yml', /^handoff: .*$/m, '');
    await handOff(steps.ports, await steps.open());
    expect(readdirSync(pathOf('network')).filter((name) => name.includes('credential'))).toEqual([]);
    const [records] = await query('select count(*)::int as n from bss.aaa_record');
    expect(inventory().counts).toContainEqual({ what: 'records of HSS and AAA', rows: records!['n'] });
    expect(readFileSync(pathOf('network/cover.md'), 'utf8')).toContain(
      'has no public key of the network team (handoff.network_key), so credentials were not read',
    );
  });
});

describe('a list that can not be handed over', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portage-credentials-'));
    mkdirSync(join(folder, 'network'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (csv: string, algorithm: string | { column: string } = 'Milenage') =>
    writeCredentials(
      { credentials: () => Readable.from([Buffer.from(csv)]) },
      {
        lists: { aaa: { place: 'HSS', subscriber: 'no', credentials: { ki: { algorithm } } } },
        ...{ key, guard: createGuard({}), pathOf: (file) => join(folder, file) },
      },
    );

  test('a row that can not be read stops it, and the error has nothing of the row', async () => {
    const error: unknown = await write('no,ki\n1,"s3cret-ki"x\n').catch((one: unknown) => one);
    expect(error).toMatchObject({
      kind: 'contract',
      message: expect.stringMatching(/^The rows of credentials\.aaa can't be read \(CSV_/),
    });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('s3cret');
    expect(readdirSync(join(folder, 'network')).filter((name) => name.includes('age'))).toEqual([]);
  });

  test('a column with many different values is not taken for algorithms', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => `${at},key,p${at}\n`).join('');
    await expect(write(`no,ki,password\n${rows}`, { column: 'password' })).rejects.toThrow(
      /more than 20 different values.*Correct the source profile/,
    );
    expect(existsSync(join(folder, 'network', 'credential-inventory.csv'))).toBe(false);
  });
});
