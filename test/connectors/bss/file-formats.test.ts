import { gzipSync } from 'node:zlib';
import { FilesProfile } from '../../../schemas/profile.ts';
import {
  filesProfile,
  openTestDelivery,
  readAll,
  rowsOf,
  zipOf,
  type GivenObject,
  type TestDelivery,
} from '../../support/delivery.ts';

let delivery: TestDelivery;
beforeEach(async () => {
  delivery = await openTestDelivery();
});
afterEach(() => delivery.remove());

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

test.each<[string, string | Buffer, GivenObject]>([
  ['semicolons', 'NO;NAME\nA-1;Ann\n', { delimiter: ';' }],
  ['tabs', 'NO\tNAME\nA-1\tAnn\n', { delimiter: '\t' }],
  ['a delimiter of two characters', 'NO||NAME\nA-1||Ann\n', { delimiter: '||' }],
  ['a delimiter outside ASCII', 'NO¬NAME\nA-1¬Ann\n', { delimiter: '¬' }],
  ['another quote', "NO,NAME\nA-1,'Ann'\n", { quote: "'" }],
  ['lines that end in two characters of return', 'NO,NAME\r\r\nA-1,Ann\r\r\n', {}],
  ['white space around the names of columns', 'NO, NAME\u00a0\nA-1,Ann\n', {}],
  ['no header', 'A-1,Ann\n', { header: ['NO', 'NAME'] }],
  ['a footer without a count', 'NO,NAME\nA-1,Ann\nTotal 1\n', { trailer: { begins: 'Total' } }],
  [
    'a footer of several lines, one of which counts',
    'NO,NAME\nA-1,Ann\n--\nTRL,1\nMade by night run\n',
    { trailer: [{ begins: '--' }, { begins: 'TRL', count: 1 }, { begins: 'Made by' }] },
  ],
  ['fixed widths', 'A-1  Ann  \n', { format: 'fixed', widths: { NO: 5, NAME: 5 } }],
  [
    'fixed widths and a trailer',
    'A-1  Ann\r\nTRL0001\r\n',
    { format: 'fixed', widths: { NO: 5, NAME: 5 }, trailer: { begins: 'TRL', count: 1 } },
  ],
  ['a JSON list', '[ {"NO":"A-1",\n"NAME":"Ann"} ]\n', { format: 'json' }],
  [
    'a JSON list in an object',
    '{"page":{"n":[1]},"data":{"items":[{"NO":"A-1","NAME":"Ann"}]},"x":[2]}',
    { format: 'json', list: 'data.items' },
  ],
  ['UTF-16', Buffer.from('NO,NAME\nA-1,Ann\n', 'utf16le'), { encoding: 'utf-16le' }],
  ['UTF-16 with a byte order mark', Buffer.from('\ufeffNO,NAME\nA-1,Ann\n', 'utf16le'), { encoding: 'utf-16le' }],
  ['UTF-16BE', utf16be('NO,NAME\nA-1,Ann\n'), { encoding: 'utf-16be' }],
  ['UTF-16BE with a byte order mark', utf16be('\ufeffNO,NAME\nA-1,Ann\n'), { encoding: 'utf-16be' }],
  ['UTF-16 that is to be detected', Buffer.from('NO,NAME\nA-1,Ann\n', 'utf16le'), { encoding: 'detect' }],
  ['UTF-16BE that is to be detected', utf16be('NO,NAME\nA-1,Ann\n'), { encoding: 'detect' }],
])('a file with %s is read', async (_, content, object) => {
  await delivery.put('a.csv', content);
  expect(await rowsOf(delivery.open(object))).toEqual([['A-1', 'Ann']]);
});

test('a quote in a value has the escape of the profile, and values may have line breaks', async () => {
  await delivery.put('a.csv', "NO,NAME\r\nA-1,'O\\'Neil,\r\nAnn'\r\nA-2,'C:\\\\'\r\n");
  expect(await rowsOf(delivery.open({ quote: "'", escape: '\\' }))).toEqual([
    ['A-1', "O'Neil,\r\nAnn"],
    ['A-2', 'C:\\'],
  ]);
});

test.each<[string, string]>([
  ['a.csv.gz', 'a.csv.gz'],
  ['a.zip', 'a.zip'],
  ['all.zip/2026/a-*.csv', 'all.zip'],
  ['monthly/*/a.csv', 'monthly/2026-01/a.csv'],
  ['month*/20*-01/a*.c*', 'monthly/2026-01/a.csv'],
])('the files %s are found in %s', async (files, name) => {
  const content = 'NO,NAME\nA-1,Ann\n';
  const zip = await zipOf(
    files.startsWith('all') ? { '2026/a-1.csv': content, '2026/b.csv': 'x' } : { 'any.csv': content },
  );
  await delivery.put(name, name.endsWith('.gz') ? gzipSync(content) : name.endsWith('.zip') ? zip : content);
  expect(await rowsOf(delivery.open({ files }))).toEqual([['A-1', 'Ann']]);
});

test('files of all folders are one object, in the order of their paths, and each has its own order of columns', async () => {
  await delivery.put('2026-02/a.csv', 'NAME,NO\nBob,A-2\n');
  await delivery.put('2026-01/a.csv.gz', gzipSync('NO,NAME\nA-1,Ann\n'));
  expect(await rowsOf(delivery.open({ files: '*/a.csv*' }))).toEqual([
    ['A-1', 'Ann'],
    ['A-2', 'Bob'],
  ]);
});

test('items of a JSON list keep their digits, also when the file is read in several pieces', async () => {
  const items = Array.from({ length: 20_000 }, (_, at) => `{"NO": 9007199254740993${at}, "NAME": "a ], [\\" {${at}"}`);
  await delivery.put('a.csv', `[${items.join(',\n')}]`);
  const rows = await rowsOf(delivery.open({ format: 'json' }));
  expect(rows.length).toBe(20_000);
  expect(rows[12_345]).toEqual(['900719925474099312345', 'a ], [" {12345']);
});

const cut = gzipSync(`NO,NAME\n${'A-1,Ann\n'.repeat(5_000)}`).subarray(0, 60);

test.each<[string, string | Buffer, GivenObject, RegExp]>([
  ['an empty file', '', {}, /a\.csv: it is empty: it does not even have a header/],
  ['a quote inside a value', 'NO,NAME\nA-1,secret "x" y\nA-2,z\n', {}, /a\.csv, line 2: a quote inside a value/],
  ['text after a quoted value', 'NO,NAME\nA-1,"secret"x\nA-2,z\n', {}, /a\.csv, line 2: a quote inside a value/],
  ['a quoted value that ends in a later row', 'NO,NAME\nA-1,"secret\nA-2,"z"\n', {}, /line 2: a quote inside a value/],
  [
    'a return inside a row',
    'NO,NAME\nA-1,sec\rret\nA-2,z\n',
    {},
    /line 2: a carriage return inside a value without quotes/,
  ],
  [
    'a footer',
    'NO,NAME\nA-1,Ann\nsecret\n',
    {},
    /line 3: 1 values for 2 columns; it is the last line: name it under trailer/,
  ],
  ['a bad row after lines to skip', '"v1\nNO,NAME\nA-1\nA-2,z\n', { skipLines: 1 }, /a\.csv, line 3: 1 values/],
  ['a file in another encoding', Buffer.from('\ufeffNO,NAME\n', 'utf16le'), {}, /it is utf-16le; name this encoding/],
  ['UTF-16 without a mark', Buffer.from('NO,NAME\nA-1,Ann', 'utf16le'), {}, /it is utf-16le; name this encoding/],
  ['UTF-16 in the wrong order', utf16be('NO,NAME\n'), { encoding: 'utf-16le' }, /it is utf-16be; name this encoding/],
  [
    'half a character',
    Buffer.from('NO,NAME\nA-1,Ann', 'utf16le').subarray(0, 25),
    { encoding: 'utf-16le' },
    /breaks off inside a character/,
  ],
  ['a packed file with another name', gzipSync('NO,NAME\n'), {}, /it is packed by gzip; its name must end with \.gz/],
  ['a workbook that is read as text', Buffer.from('PK\u0003\u0004'), {}, /its format is xlsx/],
  ['an old workbook', Buffer.from('d0cf11e0a1b1', 'hex'), {}, /an old or a protected Excel workbook/],
  [
    'a JSON list that breaks off',
    '[{"NO":"A-1"},{"NO":"A-2"',
    { format: 'json' },
    /it breaks off: a bracket is not closed/,
  ],
  ['text after a JSON list', '[{"NO":"A-1"}]\n[]', { format: 'json' }, /line 2: more text follows the list/],
  [
    'a JSON item that is no object',
    '[{"NO":"A-1"},\n"secret"]',
    { format: 'json' },
    /line 2: it is not a valid JSON object/,
  ],
  ['JSON lines as a list', '{"NO":"A-1"}\n{"NO":"A-2"}\n', { format: 'json' }, /use the format jsonl/],
  ['a list as JSON lines', '[{"NO":"A-1"}]\n', { format: 'jsonl' }, /it is a JSON list; its format is json/],
  ['a missing list', '{"data":{"rows":[]}}', { format: 'json', list: 'data.items' }, /it has no list data\.items/],
  [
    'a line that is too long',
    'A-1  Ann  secret\n',
    { format: 'fixed', widths: { NO: 5, NAME: 5 } },
    /line 1: 16 characters, but its columns have 10/,
  ],
  [
    'a line that is cut off',
    'A-1\n',
    { format: 'fixed', widths: { NO: 5, NAME: 5 } },
    /line 1: 3 characters end before its last column/,
  ],
])('%s is reported with file and line, without a value', async (_, content, object, message) => {
  await delivery.put('a.csv', content);
  const failed = rowsOf(delivery.open(object));
  await expect(failed).rejects.toMatchObject({ name: 'ConnectorError', message: expect.stringMatching(message) });
  await expect(failed).rejects.toMatchObject({ message: expect.not.stringMatching(/secret/) });
});

test.each<[string, string, Buffer]>([
  ['a gzip that breaks off', 'a.csv.gz', cut],
  ['a zip that is none', 'a.csv.zip', Buffer.from('secret')],
])('%s is reported', async (_, name, content) => {
  await delivery.put(name, content);
  await expect(rowsOf(delivery.open({ files: name }))).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringMatching(/^a\.csv\.(gz|zip): it can't be unpacked \(.*\)/),
  });
});

test('a zip with several files is reported, because the profile names none of them', async () => {
  await delivery.put('a.zip', await zipOf({ 'a.csv': 'x', 'b.csv': 'y' }));
  await expect(rowsOf(delivery.open({ files: 'a.zip' }))).rejects.toThrow(/does not have exactly one file/);
});

test.each<[string, string, GivenObject, RegExp]>([
  [
    'a first line that is a row',
    'A-1,secret\nA-2,Bob\n',
    {},
    /nor any other column of the profile\. Its first line, with 2 values, may be a row/,
  ],
  ['another delimiter', 'NO;NAME\nA-1;secret\n', {}, /first line is one value with semicolons in it: set delimiter/],
  [
    'a header that the profile gives again',
    'NO,NAME\nA-1,Ann\n',
    { header: ['NO', 'NAME'] },
    /first line of a\.csv is a header/,
  ],
  ['an unknown column', 'NO,name\nA-1,secret\n', {}, /a\.csv has no column NAME.*Its columns are NO, name\./],
  [
    'a name with white space that is there twice',
    'NO,NAME,NAME \nA-1,secret,b\n',
    {},
    /two columns with the name NAME/,
  ],
])('%s is reported before anything is staged', async (_, content, object, message) => {
  await delivery.put('a.csv', content);
  const failed = delivery.open(object).columns();
  await expect(failed).rejects.toMatchObject({ kind: 'configuration', message: expect.stringMatching(message) });
  await expect(failed).rejects.toMatchObject({ message: expect.not.stringMatching(/secret/) });
});

test('a column that is missing in the second file only is reported before anything is staged', async () => {
  await delivery.put('a-1.csv', 'NO,NAME\nA-1,Ann\n');
  await delivery.put('a-2.csv', 'NO,TITLE\n');
  await expect(delivery.open({ files: 'a-*.csv' }).columns()).rejects.toThrow(/a-2\.csv has no column NAME/);
});

test('a missing column of a handoff is reported, and a missing file with the files that are there', async () => {
  await delivery.put('a.csv', 'NO,NAME\n');
  const handoff = { hss_records: { files: 'a.csv', format: 'csv', columns: ['NO', 'REALM'] } };
  await expect(delivery.open({}, { handoff }).columns()).rejects.toThrow(/a\.csv has no column REALM/);
  await expect(delivery.open({ files: 'accounts.csv' }).columns()).rejects.toThrow(
    /no file accounts\.csv\. It has a\.csv\./,
  );
});

test('a file that is there twice, packed and unpacked, is reported', async () => {
  await delivery.put('a.csv', 'NO,NAME\nA-1,Ann\n');
  await delivery.put('a.csv.gz', gzipSync('NO,NAME\nA-1,Ann\n'));
  await expect(delivery.open({ files: 'a.*' }).columns()).rejects.toThrow(/a\.csv twice, packed and unpacked/);
});

test('a row with a quote in the wrong place is kept as a bad row with its bytes, and the others are read', async () => {
  await delivery.put('a.csv', 'NO,NAME\nA-1,"x"y\nA-2,Bob\nA-3,5" pipe\nA-4,"a\nb"\nA-5,"c\nA-6,"d"\nA-7,Eve\n');
  const { rows, bad } = await readAll(delivery.open({ badRows: 'keep' }));
  expect(rows.map(([no]) => no)).toEqual(['A-2', 'A-4', 'A-7']);
  expect(bad.map(({ line, bytes }) => [line, String(bytes)])).toEqual([
    [2, 'A-1,"x"y'],
    [4, 'A-3,5" pipe'],
    [7, 'A-5,"c\nA-6,"d"'],
  ]);
});

test('control characters in the place of a euro sign, and files without a row, are remarked', async () => {
  await delivery.put('a-1.csv', Buffer.from('A-1,5 \u0080\n', 'latin1'));
  await delivery.put('a-2.csv', '');
  const object: GivenObject = { files: 'a-*.csv', encoding: 'iso-8859-1', header: ['NO', 'NAME'] };
  expect((await readAll(delivery.open(object))).remarks).toEqual([
    expect.stringMatching(/^a-1\.csv: 1 rows have control characters.*probably is windows-1252$/),
    'a-2.csv is empty',
  ]);
});

test('never compares names without regard to case, in columns, in JSON and behind a prefix', async () => {
  await delivery.put('a.csv', 'NO,Iccid,x_ICCID,x_tier\nA-1,8944,8945,Gold\n');
  const never = ['sim.iccid'];
  await expect(delivery.open({ fields: { no: 'NO', sim: 'Iccid' } }, { never }).columns()).rejects.toThrow(
    /selects sim\.iccid, which the profile lists under never/,
  );
  const extensions = { fields: { no: 'NO', extensions: { prefix: 'x_' } } };
  expect(await rowsOf(delivery.open(extensions, { never }))).toEqual([['A-1', '{"tier":"Gold"}']]);
  const record = { NO: 'A-1', NAME: { ICCID: '8944', sims: [{ name: 'IccId', value: '8945' }], n: 1 } };
  await delivery.put('a.jsonl', JSON.stringify(record));
  const json = { files: 'a.jsonl', format: 'jsonl' };
  expect(await rowsOf(delivery.open(json, { never }))).toEqual([['A-1', '{"sims":[],"n":"1"}']]);
});

test.each<[string, GivenObject, RegExp]>([
  ['a delimiter of a JSON file', { format: 'jsonl', delimiter: ';' }, /does not belong to the format jsonl/],
  ['fixed widths that are missing', { format: 'fixed' }, /is needed for the format fixed/],
  ['a path to a parent folder', { files: 'x/../../a.csv' }, /must be a path in the folder/],
  ['an absolute path', { files: '/etc/passwd' }, /must be a path in the folder/],
])('%s is a mistake in the profile', (_, object, message) => {
  expect(() => filesProfile(object)).toThrow(message);
  expect(FilesProfile.safeParse(filesProfile({})).success).toBe(true);
});

test.each<[string, string, GivenObject]>([
  ['a file of columns', 'NO,STREET,HOUSE,RENT,CODE1,QTY1,CODE2,QTY2\nA-1,High St,,10.00,P1,2,,\n', {}],
  ['JSON', '{"NO":"A-1","STREET":"High St","HOUSE":"","RENT":10.00,"CODE1":"P1","QTY1":2}\n', { format: 'jsonl' }],
])('parts are joined, constants added, and columns become lines, in %s', async (_, content, object) => {
  await delivery.put('a.csv', content);
  const fields = {
    no: { join: ['NO', 'STREET'], with: '/' },
    address: { join: ['STREET', 'HOUSE'] },
    customer_type: { constant: 'RES' },
    lines: {
      unpivot: [
        { item_code: { constant: 'RENT' }, unit_price: 'RENT' },
        { item_code: 'CODE1', quantity: 'QTY1' },
        { item_code: 'CODE2', quantity: 'QTY2' },
        { item_code: { constant: 'TAX' }, unit_price: 'CODE2' },
      ],
    },
  };
  expect(await rowsOf(delivery.open({ ...object, fields }))).toEqual([
    ['A-1/High St', 'High St', 'RES', '[{"item_code":"RENT","unit_price":"10.00"},{"item_code":"P1","quantity":"2"}]'],
  ]);
});

test('a column under never is found in parts and in groups of columns', async () => {
  await delivery.put('a.csv', 'NO,PIN\nA-1,1234\n');
  for (const form of [{ join: ['NO', 'PIN'] }, { unpivot: [{ code: 'pin' }] }])
    await expect(delivery.open({ fields: { no: 'NO', name: form } }, { never: ['PIN'] }).columns()).rejects.toThrow(
      /selects PIN, which the profile lists under never/,
    );
});

test('payments and contacts are extracted beside the objects that are loaded', async () => {
  await delivery.put('a.csv', 'NO,NAME\nA-1,Ann\n');
  const object = { key: 'no', files: 'a.csv', format: 'csv', fields: { no: 'NO' } };
  const source = delivery.open({}, { objects: { payments: object, contacts: object } });
  expect(await source.columns()).toEqual({ payments: ['no'], contacts: ['no'] });
  await source.withSnapshot(async (snapshot) => expect((await snapshot.count('payments')).rows).toBe(1));
});
