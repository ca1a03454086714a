import { createRouteCounter } from '../../domain/route-counts.ts';
import { Mapping } from '../../schemas/mapping.ts';

const mapping = Mapping.parse({
  ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
  modules: {
    Accounts: {
      sources: [
        {
          ...{ object: 'subscribers', route: { field: 'kind', in: ['BUS'] }, fields: {} },
          exclude: [{ when: { field: 'name', matches: '^test' }, reason: 'test account' }],
        },
      ],
    },
    Contacts: { sources: [{ object: 'subscribers', route: { field: 'kind', in: ['RES'] }, fields: {} }] },
    Products: { sources: [{ object: 'service_plans', fields: {} }] },
    Calls: { sources: [{ object: 'interactions', fields: {} }] },
    Events: { sources: [{ object: 'interactions', route: { field: 'kind', in: ['meeting'] }, fields: {} }] },
  },
});

test('rows are counted by the route that takes them, and those that are left out by the reason', () => {
  const counter = createRouteCounter(mapping, 'subscribers');
  expect(counter.fields).toEqual(['kind', 'name']);
  expect(counter.add({ kind: 'BUS', name: 'Alder' }, 3)).toBe(0);
  expect(counter.add({ kind: 'BUS', name: 'Test 1' }, 2)).toBeNull();
  counter.add({ kind: 'BUS', name: 'test 2' }, 1);
  counter.add({ kind: 'RES', name: 'test' }, 5);
  expect(counter.add({ kind: 'odd', name: '' }, 7)).toBeNull();
  expect(counter.result()).toEqual({
    routes: [
      { module: 'Accounts', rows: 3 },
      { module: 'Contacts', rows: 5 },
    ],
    excluded: [
      { reason: 'test account', rows: 3 },
      { reason: 'no route of the mapping matches', rows: 7 },
    ],
  });
});

test('rows that are rejected for their ids are not left out', () => {
  const counter = createRouteCounter(mapping, 'subscribers');
  expect(counter.add({ kind: 'BUS', name: 'Test 1' }, 2, true)).toBe(0);
  expect(counter.add({ kind: 'odd', name: '' }, 1, true)).toBe(0);
  expect(counter.result()).toEqual({
    routes: [
      { module: 'Accounts', rows: 3 },
      { module: 'Contacts', rows: 0 },
    ],
    excluded: [],
  });
});

test('a source without a condition takes the rows that no other one takes', () => {
  const counter = createRouteCounter(mapping, 'interactions');
  counter.add({ kind: 'meeting' }, 1);
  counter.add({ kind: 'call' }, 2);
  expect(counter.result().routes).toEqual([
    { module: 'Events', rows: 1 },
    { module: 'Calls', rows: 2 },
  ]);
  expect(createRouteCounter(mapping, 'service_plans').fields).toEqual([]);
  expect(createRouteCounter(mapping, 'orders').result()).toEqual({ routes: [], excluded: [] });
});
