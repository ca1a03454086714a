import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Defect } from '../../emulators/bss/records.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { isLoaded, type ExtractedObject } from '../../schemas/terms.ts';
import { discover } from '../../steps/discover.ts';
import { handOff } from '../../steps/hand-off.ts';
import { preflight } from '../../steps/preflight/preflight.ts';
import { proposeMapping } from '../../steps/propose-mapping.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

/**
 * An independent search: it knows what was planted, and nothing of the guard. A place holds an identifier when it holds the
 * planted text as it was written, or the identifier's digits with anything but letters and digits between them.
 */
let steps: StepsEngagement;
let stored: StoredEngagement;
const planted: Defect[] = [];
const lookAlikes: Defect[] = [];

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 300, plantedIdentifiers: 1_500 });
  for (const one of steps.answers.defects) {
    if (one.identifier) planted.push(one);
    // Notes, interactions and documents stay in staging.
    if (one.lookAlike && isLoaded(one.object as ExtractedObject)) lookAlikes.push(one);
  }
  steps.emulator.admin.settings.recordBodies = true;
  stored = await steps.open();
  await preflight(steps.ports, stored);
  await discover(steps.ports, stored);
  await proposeMapping(steps.ports, { engagement: 'demo', file: join(steps.folder, 'engagement.yml') });
  const staging = await steps.extract('full-1');
  const { run } = await steps.load('sandbox', 'full', staging.name);
  for (const module of stored.modules) await verifyModule(steps.ports, stored, { ...run, module });
  await handOff(steps.ports, stored);
}, 300_000);
afterAll(() => steps.close());

const squeezed = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The planted identifiers that texts hold, each text on its own. */
function foundIn(texts: Iterable<string>): Defect[] {
  const whole: string[] = [];
  for (const text of texts) whole.push(text, squeezed(text));
  const haystack = whole.join('\n');
  return planted.filter(
    ({ value = '', identifier }) =>
      haystack.includes(value) ||
      identifier?.numbers.some((number) => number.length >= 12 && haystack.includes(number)),
  );
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) yield* textsIn(one);
}

/** Those of the operator, and of others more than the 1 % that rules may miss. */
const shown = (found: Defect[]) => {
  const foreign = found.filter(({ identifier }) => identifier?.owner === 'foreign');
  const tolerated = foreign.length <= foreignPlanted() * 0.01 ? foreign : [];
  return summary(found.filter((one) => !tolerated.includes(one)));
};
const foreignPlanted = () => planted.filter(({ identifier }) => identifier?.owner === 'foreign').length;
const summary = (found: Defect[]) =>
  found.slice(0, 5).map(({ object, field, identifier }) => [object, field, identifier?.notation, identifier?.owner]);

test('identifiers of the operator and of others are planted, and look-alikes', () => {
  expect(planted.length).toBeGreaterThan(1_000);
  expect(lookAlikes.length).toBeGreaterThan(100);
});

test('Zoho holds no planted identifier', () => {
  expect(shown(foundIn(textsIn(steps.state('sandbox'))))).toEqual([]);
});

test('no request to Zoho has a planted identifier', () => {
  expect(shown(foundIn(steps.emulator.admin.log.flatMap(({ path, body }) => [path, body ?? ''])))).toEqual([]);
});

test('no table of the ledger has a planted identifier', async () => {
  const tables = await steps.ports.ledger.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
  );
  for (const { name } of tables) {
    const rows = await steps.ports.ledger.query<{ text: string }>(`select t::text as text from ${name} t`);
    expect([name, shown(foundIn(rows.map(({ text }) => text)))]).toEqual([name, []]);
  }
});

test('no document and no handoff has a planted identifier', () => {
  const folder = join(steps.folder, 'documents');
  const files = readdirSync(folder);
  expect(files).toContain('receipt-sandbox-full-1.md');
  for (const file of files)
    expect([file, shown(foundIn([readFileSync(join(folder, file), 'utf8')]))]).toEqual([file, []]);
});

test('look-alikes arrive unchanged', () => {
  const zoho = [...textsIn(steps.state('sandbox'))].join('\n');
  const missing = lookAlikes.filter(({ right = '' }) => !zoho.includes(right));
  expect(missing.slice(0, 5)).toEqual([]);
});

test('the receipt says what was scanned and withheld, and that Zoho holds nothing', () => {
  const text = readFileSync(join(steps.folder, 'documents', 'receipt-sandbox-full-1.md'), 'utf8');
  expect(text).toMatch(/The scan of what Zoho holds found no network identifier\./);
  expect(text).toMatch(/own-imsi/);
});
