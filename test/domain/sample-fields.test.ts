import { createFieldSampler } from '../../domain/sample-fields.ts';

test('fields are counted by how full they are, with a few different values of each', () => {
  const sampler = createFieldSampler();
  for (const name of ['a', 'b', 'a', ' ', 'c', 'd', 'e']) sampler.add({ name, note: '' });
  expect(sampler.rows()).toBe(7);
  expect(sampler.result()).toEqual([
    { field: 'name', filled: 6, values: ['a', 'b', 'c', 'd'] },
    { field: 'note', filled: 0, values: [] },
  ]);
});

test('custom fields count one by one, and a long value is cut', () => {
  const sampler = createFieldSampler();
  sampler.add({ extensions: JSON.stringify({ tier: 'Gold', nps: 9, none: null, long: 'x'.repeat(61) }) });
  for (const extensions of ['', 'not JSON', '7', 'null']) sampler.add({ extensions });
  const found = Object.fromEntries(sampler.result().map(({ field, values }) => [field, values]));
  expect(found).toMatchObject({
    ...{ 'extensions.tier': ['Gold'], 'extensions.nps': ['9'], 'extensions.none': [] },
    'extensions.long': [`${'x'.repeat(60)} …`],
  });
});
