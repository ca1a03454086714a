import { placeholder } from '../../../domain/identifiers/hit.ts';
import { asGuarded, differencesOf } from '../../../domain/pack/differences.ts';

const ledger = {
  verified: true,
  runs: [
    { run: 'full-1', modules: [{ module: 'Accounts', created: 12 }, { module: 'Contacts' }] },
    { run: 'delta-1', modules: [] },
  ],
  decisions: [
    { gate: 'scope', name: 'Ada', at: '2026-03-01T10:00:00Z' },
    { gate: 'scope', name: 'Amy', at: '2026-03-02T10:00:00Z' },
  ],
};
const differences = (change: (pack: typeof ledger) => void) => {
  const pack = structuredClone(ledger);
  change(pack);
  return differencesOf('', pack, ledger);
};

test('equal values have no difference', () => {
  expect(differences(() => undefined)).toEqual([]);
});

test('a changed figure is named by the entries that it is in', () => {
  expect(differences(({ runs }) => Object.assign(runs[0]!.modules[0]!, { created: 13 }))).toEqual([
    { where: 'runs[full-1].modules[Accounts].created', what: 'the pack has 13, the ledger 12' },
  ]);
});

test('entries with the same name have a number', () => {
  expect(differences(({ decisions }) => (decisions[1]!.at = '2026-03-03T10:00:00Z'))).toEqual([
    {
      where: 'decisions[2].at',
      what: 'the pack has 2026-03-03T10:00:00Z, the ledger 2026-03-02T10:00:00Z',
    },
  ]);
});

test('missing and additional entries and members are found', () => {
  expect(differences(({ runs }) => runs.pop())).toEqual([
    { where: 'runs', what: 'the pack has 1 entry, the ledger 2' },
  ]);
  expect(differences((pack) => Object.assign(pack, { 'any name': 1 }))).toEqual([
    { where: 'pack', what: 'the pack has members that the ledger does not have' },
  ]);
  expect(differences((pack) => Object.assign(pack.runs[1]!, { more: 1 }))).toEqual([
    { where: 'runs[delta-1]', what: 'the pack has members that the ledger does not have' },
  ]);
  expect(differences((pack) => Reflect.deleteProperty(pack, 'verified'))).toEqual([
    { where: 'verified', what: 'the pack has nothing, the ledger true' },
  ]);
});

test('a pack of another kind differs as a whole', () => {
  expect(differencesOf('', [], ledger)).toEqual([{ where: 'pack', what: 'the pack has a list, the ledger an entry' }]);
  expect(differencesOf('', [{ a: 1 }], [{ a: 2 }])).toEqual([{ where: '[1].a', what: 'the pack has 1, the ledger 2' }]);
  expect(differencesOf('', [1], [2])).toEqual([{ where: '[1]', what: 'the pack has 1, the ledger 2' }]);
});

test('what the guard removed when the pack was written is no difference', () => {
  const pack = { reasons: [`has ${placeholder}`, 'same'], more: { text: placeholder }, count: 1 };
  const now = { reasons: ['has 262011234567890', 'same'], more: { text: 'x' }, count: 2 };
  expect(asGuarded(pack, now)).toEqual({ ...pack, count: 2 });
});
