import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Defect } from '../../emulators/bss/records.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { stagedUnlessMapped, type LoadedObject } from '../../schemas/terms.ts';
import { discover } from '../../steps/discover.ts';
import { handOff } from '../../steps/handoff/hand-off.ts';
import { preflight } from '../../steps/preflight/preflight.ts';
import { proposeMapping } from '../../steps/propose-mapping.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { briefly, filePlaces, ledgerPlaces, plantedIn, searchPlaces, textsIn, type Place } from '../support/planted.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
const lookAlikes: Defect[] = [];

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 300, plantedIdentifiers: 1_500 });
  for (const one of steps.answers.defects) {
    // A mapping need not load the others.
    if (one.lookAlike && !stagedUnlessMapped.has(one.object as LoadedObject)) lookAlikes.push(one);
  }
  steps.emulator.admin.settings.recordBodies = true;
  stored = await steps.open();
  await preflight(steps.ports, stored);
  await discover(steps.ports, stored);
  await proposeMapping(steps.ports, { engagement: 'demo', file: join(steps.folder, 'engagement.yml') });
  const staging = await steps.extract('full-1');
  const { run } = await steps.load('sandbox', 'full', staging.name);
  for (const module of stored.modules) await verifyModule(steps.ports, stored, { ...run, module }, never);
  await handOff(steps.ports, stored);
});
afterAll(() => steps.close());

/** Those of the operator, and of others more than the 1 % that rules may miss. */
const search = (places: Iterable<Place>) =>
  searchPlaces(steps.answers, places).map(({ name, own, foreign }) => {
    const planted = plantedIn(steps.answers).filter(({ identifier }) => identifier?.owner === 'foreign').length;
    return [name, briefly([...own, ...(foreign.length > planted * 0.01 ? foreign : [])])];
  });
const nothing = (places: Place[]) => places.map(({ name }) => [name, []]);

test('identifiers of the operator and of others are planted, and look-alikes', () => {
  expect(plantedIn(steps.answers).length).toBeGreaterThan(1_000);
  expect(lookAlikes.length).toBeGreaterThan(100);
});

test('Zoho holds no planted identifier', () => {
  const places = [{ name: 'Zoho', texts: textsIn(steps.state('sandbox')) }];
  expect(search(places)).toEqual(nothing(places));
});

test('no request to Zoho has a planted identifier', () => {
  const places = [{ name: 'requests', texts: textsIn(steps.emulator.admin.log.map(({ path, body }) => [path, body])) }];
  expect(search(places)).toEqual(nothing(places));
});

test('no table of the ledger has a planted identifier', async () => {
  const places = await ledgerPlaces(steps.ports.ledger);
  expect(search(places)).toEqual(nothing(places));
});

test('no document and no handoff has a planted identifier', () => {
  const places = filePlaces(join(steps.folder, 'documents'));
  expect(places.map(({ name }) => name)).toContain('receipt-sandbox-full-1.md');
  expect(search(places)).toEqual(nothing(places));
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
