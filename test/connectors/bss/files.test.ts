import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { createFilesSource } from '../../../connectors/bss/files.ts';
import type { Source } from '../../../connectors/bss/port.ts';
import { FilesProfile } from '../../../schemas/profile.ts';
import { filesProfile, type GivenObject } from '../../support/delivery.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, content: string | Buffer) => writeFile(join(folder, name), content);
const open = (object: GivenObject = {}, more: object = {}): Source =>
  createFilesSource(filesProfile(object, more), folder);

const rowsOf = (source: Source, after: string | null = null): Promise<string[][]> =>
  source.withSnapshot(async (snapshot) => {
    const chunks: Buffer[] = [];
    for await (const chunk of snapshot.read('billing_accounts', after)) chunks.push(chunk.csv);
    return parse(Buffer.concat(chunks));
  });

test.each<[string, string, GivenObject]>([
  ['a header in the first line', 'NO,NAME\nA-1,Ann\n', {}],
  ['a byte order mark', '\ufeffNO,NAME\nA-1,Ann\n', {}],
  ['a version line first', '4.2\nNO,NAME\nA-1,Ann\n', { skipLines: 1 }],
  ['a comment line first', '# FULL, 2026-01-05\nNO,NAME\nA-1,Ann\n', { skipLines: 1 }],
  ['lines that end as on Windows', 'NO,NAME\r\nA-1,Ann\r\n', {}],
  ['lines that end in two ways', 'NO,NAME\nA-1,Ann\r\n', {}],
  ['lines that end as on old Macs', 'NO,NAME\rA-1,Ann\r', {}],
  ['columns in another order and more of them', 'X,NAME,NO\n,Ann,A-1\n', {}],
  ['pipes and a trailer', 'NO|NAME\nA-1|Ann\nTRL|1\n', { format: 'pipe', trailer: { begins: 'TRL', count: 1 } }],
  ['JSON lines', '{"NO":"A-1","NAME":"Ann"}\n\n', { format: 'jsonl' }],
  [
    'JSON lines and a trailer',
    '{"NO":"A-1","NAME":"Ann"}\nEND|1\n',
    { format: 'jsonl', trailer: { begins: 'END', count: 1 } },
  ],
])('a file with %s is read', async (_, content, object) => {
  await put('a.csv', content);
  expect(await rowsOf(open(object))).toEqual([['A-1', 'Ann']]);
});

test('a file with two columns of one name is refused, because only one of them would be read', async () => {
  await put('a.csv', 'NO,NAME,NAME\nA-1,Legal Name Ltd,trading as Bob\n');
  await expect(open().columns()).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/a\.csv has two columns with the name NAME/),
  });
});

test('a time with a zone becomes local time of the profile’s zone', async () => {
  await put('a.csv', 'NO,AT\nA-1,2025-07-01T10:00:00+05:30\nA-2,2025-01-01 10:00:00\nA-3,soon\n');
  expect(await rowsOf(open({ fields: { no: 'NO', at: { time: 'AT' } } }))).toEqual([
    ['A-1', '2025-07-01 05:30:00'],
    ['A-2', '2025-01-01 10:00:00'],
    ['A-3', 'soon'],
  ]);
});

test('records without an id are identified by a digest of their fields', async () => {
  await put('a.csv', 'OWNER,TEXT\nA-1,called\nA-1,wrote\nA-1c,alled\n');
  const object = { key: 'no', fields: { no: { hash: ['OWNER', 'TEXT'] }, owner: 'OWNER' } };
  const [first, second, third] = await rowsOf(open(object));
  expect(first).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), 'A-1']);
  expect(new Set([first?.[0], second?.[0], third?.[0]]).size).toBe(3);
  expect(await rowsOf(open(object))).toContainEqual(first);
});

test('several files are one object, in the order of their names', async () => {
  await put('a-2.csv', 'NO,NAME\nA-2,Bob\n');
  await put('a-1.csv', 'NO,NAME\nA-1,Ann\n');
  await put('b.csv', 'another file');
  expect(await rowsOf(open({ files: 'a-*.csv' }))).toEqual([
    ['A-1', 'Ann'],
    ['A-2', 'Bob'],
  ]);
});

test('reading continues after a checkpoint, also across files', async () => {
  await put('a-1.csv', 'NO,NAME\nA-1,Ann\nA-2,Bob\n');
  await put('a-2.csv', 'NO,NAME\nA-3,Cid\nA-4,Dan\n');
  expect(await rowsOf(open({ files: 'a-*.csv' }), '3')).toEqual([['A-4', 'Dan']]);
});

test('a file in another encoding is read by the encoding that the profile names', async () => {
  await put('a.csv', Buffer.from('NO,NAME\nA-1,Müller €\n'.replace('€', '\u0080'), 'latin1'));
  expect(await rowsOf(open({ encoding: 'windows-1252' }))).toEqual([['A-1', 'Müller €']]);
});

test.each<[string, Buffer]>([
  ['utf-8', Buffer.from('NO,NAME\nA-1,Müller €\n')],
  ['windows-1252', Buffer.from('NO,NAME\nA-1,Müller \u0080\n', 'latin1')],
  ['utf-16le', Buffer.from('\ufeffNO,NAME\nA-1,Müller €\n', 'utf16le')],
])('%s is detected and reported', async (encoding, bytes) => {
  await put('a.csv', bytes);
  const source = open({ encoding: 'detect' });
  expect(await rowsOf(source)).toEqual([['A-1', 'Müller €']]);
  expect(await source.withSnapshot((snapshot) => Promise.resolve(snapshot.remarks('billing_accounts')))).toEqual([
    `a.csv is ${encoding}`,
  ]);
});

test('texts of every kind are read unchanged, and numbers keep all their digits', async () => {
  const texts = ['=cmd|calc', '+1', 'say "hi"\nnow', '\u0000null', 'tab\there', 'שלום', '👩‍👩‍👧‍👦', 'x'.repeat(1_000_000)];
  const lines = texts.map((text, at) => `{"NO":${9007199254740993000n + BigInt(at)},"NAME":${JSON.stringify(text)}}`);
  await put('a.csv', lines.join('\n'));
  const rows = await rowsOf(open({ format: 'jsonl' }));
  expect(rows.map(([, name]) => name)).toEqual(texts);
  expect(rows[1]?.[0]).toBe('9007199254740993001');
});

test('amounts in JSON keep their zeros, in nested rows as well', async () => {
  await put('a.csv', '{"NO":"A-1","TOTAL":10.50,"items":[{"sku":"P","price":0.10},{"sku":"Q"}]}\n');
  const lines = { rows: 'items', fields: { item_code: 'sku', unit_price: 'price' } };
  expect(await rowsOf(open({ format: 'jsonl', fields: { no: 'NO', total: 'TOTAL', lines } }))).toEqual([
    ['A-1', '10.50', '[{"item_code":"P","unit_price":"0.10"},{"item_code":"Q","unit_price":""}]'],
  ]);
});

test('a label replaces its code, and non-empty columns with a prefix become one object', async () => {
  await put('a.csv', 'NO,ST,x_tier,x_note\nA-1,2,Gold,\nA-2,9,,\n');
  const status = { from: 'ST', labels: { 1: 'Active', 2: 'Closed' } };
  expect(await rowsOf(open({ fields: { no: 'NO', status, extensions: { prefix: 'x_' } } }))).toEqual([
    ['A-1', 'Closed', '{"tier":"Gold"}'],
    ['A-2', '', ''],
  ]);
});

test.each<[string, string | Buffer, GivenObject, RegExp]>([
  [
    'a trailer that counts other rows',
    'NO|NAME\nA-1|Ann\nTRL|2\n',
    { format: 'pipe', trailer: { begins: 'TRL', count: 1 } },
    /a\.csv: the trailer counts 2 rows, the file has 1/,
  ],
  [
    'a trailer that is missing',
    'NO|NAME\nA-1|Ann\n',
    { format: 'pipe', trailer: { begins: 'TRL', count: 1 } },
    /a\.csv: the trailer TRL is missing/,
  ],
  [
    'rows after the trailer',
    'NO|NAME\nTRL|0\nA-1|Ann\n',
    { format: 'pipe', trailer: { begins: 'TRL', count: 1 } },
    /rows follow the trailer/,
  ],
  [
    'a footer with a line less',
    'NO,NAME\nA-1,Ann\n--\n',
    { trailer: [{ begins: '--' }, { begins: 'TRL', count: 1 }] },
    /a\.csv: the trailer TRL is missing/,
  ],
  [
    'a footer with another line',
    'NO,NAME\nA-1,Ann\n--\nSum 1\nTRL,1\n',
    { trailer: [{ begins: '--' }, { begins: 'TRL', count: 1 }] },
    /a\.csv: the next line of the trailer does not begin with TRL/,
  ],
  ['a row with another number of values', 'NO,NAME\nA-1,secret,more\n', {}, /a\.csv, line 2: 3 values for 2 columns/],
  ['a quote that does not end', 'NO,NAME\nA-1,"secret\n', {}, /a\.csv, line 2: a quote begins here and has no end/],
  [
    'JSON that breaks off',
    '{"NO":"A-1"}\n{"NO":"secret',
    { format: 'jsonl' },
    /a\.csv, line 2: it is not a valid JSON object/,
  ],
  [
    'bytes outside its encoding',
    Buffer.from('NO,NAME\nA-1,M\u00fcller\n', 'latin1'),
    {},
    /a\.csv, line 2: it is not utf-8; name its encoding/,
  ],
])('%s is reported with file and line, without a value', async (_, content, object, message) => {
  await put('a.csv', content);
  const failed = rowsOf(open(object));
  await expect(failed).rejects.toMatchObject({ kind: 'contract', message: expect.stringMatching(message) });
  await expect(failed).rejects.toMatchObject({ message: expect.not.stringMatching(/secret/) });
});

test.each<[string, GivenObject, object, RegExp]>([
  ['a missing file', { files: 'b.csv' }, {}, /no file b\.csv/],
  [
    'a missing column',
    { fields: { no: 'NO', name: 'TITLE' } },
    {},
    /a\.csv has no column TITLE, which the profile names\. Its columns are NO, NAME/,
  ],
  ['a key that is not a field', { key: 'id' }, {}, /no field id, which the profile names as its key/],
  ['a column under never', {}, { never: ['NAME'] }, /selects NAME, which the profile lists under never/],
])('%s is rejected before anything is staged', async (_, object, more, message) => {
  await put('a.csv', 'NO,NAME\nA-1,Ann\n');
  await expect(open(object, more).columns()).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(message),
  });
});

test('a profile cannot name files outside its folder', () => {
  for (const files of ['../a.csv', '/etc/passwd', 'a\\b.csv', '**'])
    expect(
      FilesProfile.safeParse({
        ...filesProfile({}),
        objects: { orders: { key: 'no', files, format: 'csv', fields: { no: 'N' } } },
      }).success,
    ).toBe(false);
});

test('a field of an unknown form is reported with the valid forms', () => {
  const fields = { no: 'NO', status: { frm: 'ST' } };
  const objects = { orders: { key: 'no', files: 'a.csv', format: 'csv', fields } };
  const { error } = FilesProfile.safeParse({ ...filesProfile({}), objects });
  expect(error?.issues).toMatchObject([
    { path: ['objects', 'orders', 'fields', 'status'], message: expect.stringContaining('from and labels') },
  ]);
});

test('a handoff of a column under never is rejected', async () => {
  await put('a.csv', 'NO,NAME\nA-1,Ann\n');
  const handoff = { hss_records: { files: 'a.csv', format: 'csv', columns: ['NO', 'KI'] } };
  await expect(open({}, { handoff, never: ['KI'] }).columns()).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/hss_records selects KI/),
  });
});

test('handed-off objects are counted, and written as CSV where the profile names columns', async () => {
  await put('a.csv', 'NO,NAME\n');
  await put('buckets.dat', 'ID|IMSI|LEFT\nB-1|001010000000001|10.50\nTRL|1\n');
  const set = { files: 'buckets.dat', format: 'pipe', trailer: { begins: 'TRL', count: 1 } };
  const buckets = { ...set, columns: ['ID', 'LEFT'] };
  const source = open({}, { handoff: { ocs_buckets: buckets, hss_records: set } });
  await source.withSnapshot(async (snapshot) => {
    const content = snapshot.handoff('ocs_buckets');
    expect(content && (await textOf(content))).toBe('ID,LEFT\nB-1,10.50\n');
    expect(await snapshot.countHandoff('ocs_buckets')).toBe(1);
    expect(snapshot.handoff('hss_records')).toBeNull();
    expect(await snapshot.countHandoff('hss_records')).toBe(1);
    expect(snapshot.handoff('pcrf_rules')).toBeNull();
    expect(await snapshot.countHandoff('pcrf_rules')).toBe(0);
  });
});

const credentials = {
  ...{
    place: 'HSS',
    subscriber: 'NO',
    credentials: { KI: {} },
    files: 'hss.csv',
    format: 'csv',
    columns: ['NO', 'KI'],
  },
};

test('a list of credentials is read with what never lists, and what the snapshot lacks is named', async () => {
  await put('a.csv', 'NO,NAME\n');
  await put('hss.csv', 'NO,KI,OTHER\nS-1,secret,x\n');
  const source = open({}, { credentials: { hss: credentials }, never: ['KI'] });
  await source.columns();
  await source.withSnapshot(async (snapshot) => {
    expect(await textOf(snapshot.credentials!('hss'))).toBe('NO,KI\nS-1,secret\n');
    expect(() => snapshot.credentials!('aaa')).toThrow(/no list aaa of credentials/);
  });
});

test.each([
  [{ subscriber: 'KI' }, ['subscriber'], /the inventory would show it/],
  [
    { credentials: { KI: { algorithm: { column: 'KI' } } } },
    ['credentials', 'KI', 'algorithm'],
    /the inventory would show it/,
  ],
  [{ columns: ['KI'] }, ['columns'], /has no NO, which the list names/],
  [{ credentials: {} }, ['credentials'], /is empty/],
  [{ badRows: 'keep' }, ['badRows'], /must be stop: a credential must not be lost/],
])('a list of credentials with %j is reported', (changes, path, message) => {
  const { error } = FilesProfile.safeParse({
    ...filesProfile({}),
    credentials: { hss: { ...credentials, ...changes } },
  });
  expect(error?.issues).toContainEqual(
    expect.objectContaining({ path: ['credentials', 'hss', ...path], message: expect.stringMatching(message) }),
  );
});

test('bad rows are kept with their bytes if the profile says so, and the others are read', async () => {
  const broken = Buffer.concat([Buffer.from('A-3,Mü'), Buffer.from([0xff, 0x00]), Buffer.from('ller')]);
  const lines = [
    Buffer.from('NO,NAME'),
    Buffer.from('A-1,Ann'),
    Buffer.from('A-2,"x, y",z'),
    broken,
    Buffer.from('A-4,Zoë'),
  ];
  await put('a.csv', Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\r\n')])));
  const found = await open({ badRows: 'keep' }).withSnapshot(async (snapshot) => {
    const chunks = [];
    for await (const chunk of snapshot.read('billing_accounts', null)) chunks.push(chunk);
    return { ...chunks[0]!, counted: await snapshot.count('billing_accounts') };
  });
  expect(String(found.csv)).toBe('A-1,Ann\nA-4,Zoë\n');
  expect(found.counted.rows).toBe(4);
  expect(found.bad).toEqual([
    { file: 'a.csv', line: 3, why: '3 values for 2 columns', bytes: Buffer.from('A-2,"x, y",z') },
    { file: 'a.csv', line: 4, why: 'it is not utf-8; name its encoding in the profile', bytes: broken },
  ]);
});

test('a bad line of JSON is kept with its bytes', async () => {
  await put('a.csv', '{"NO":"A-1","NAME":"Ann"}\n{"NO":"A-2\n[1]\n{"NO":"A-3","NAME":"\u2028"}\n');
  const source = open({ format: 'jsonl', badRows: 'keep' });
  expect(await rowsOf(source)).toEqual([
    ['A-1', 'Ann'],
    ['A-3', '\u2028'],
  ]);
  await source.withSnapshot(async (snapshot) => {
    for await (const { bad } of snapshot.read('billing_accounts', null))
      expect(bad?.map(({ line, bytes }) => [line, String(bytes)])).toEqual([
        [2, '{"NO":"A-2'],
        [3, '[1]'],
      ]);
  });
});
