import { createPlaceCounts } from '../../../domain/handoff/places.ts';

test('network elements are counted by kind and site', () => {
  const places = createPlaceCounts();
  places.add({ kind: 'PGW', site: 'North' });
  places.add({ kind: 'OLT', site: 'South' });
  places.add({ kind: 'OLT', site: 'Harbour' });
  places.add({ kind: 'OLT', site: 'South' });
  places.add({});
  expect(places.result()).toEqual({
    rows: [
      { kind: '', site: '', count: 1 },
      { kind: 'OLT', site: 'Harbour', count: 1 },
      { kind: 'OLT', site: 'South', count: 2 },
      { kind: 'PGW', site: 'North', count: 1 },
    ],
    rest: 0,
  });
});

test('elements at more sites than a page can show are counted together', () => {
  const places = createPlaceCounts();
  for (let site = 0; site < 205; site += 1) places.add({ kind: 'OLT', site: String(site) });
  expect(places.result()).toMatchObject({ rest: 5 });
});
