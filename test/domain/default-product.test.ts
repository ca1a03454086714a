import { compileProducts } from '../../domain/default-product.ts';
import { LinesRule } from '../../schemas/mapping.ts';

const compile = (product: object, id = 'TAX') =>
  compileProducts(
    LinesRule.parse({
      from: 'lines',
      into: 'Invoiced_Items',
      products: [{ when: { field: 'kind', in: ['TAX'] }, object: 'service_plans', id }],
      fields: { Product_Name: product },
    }),
  );

test('a line is changed only if it has no product', () => {
  const give = compile({ from: 'item', lookup: 'service_plans' });
  expect(give({ kind: 'TAX', item: ' ' })).toEqual({ kind: 'TAX', item: 'TAX' });
  expect(give({ kind: 'TAX', item: 'P1' })).toBeNull();
  expect(give({ kind: 'RENT' })).toBeNull();
});

test('a line names the object of its product where the rule reads it from a field', () => {
  const give = compile({ from: 'item', lookup_from: 'of' });
  expect(give({ kind: 'TAX' })).toEqual({ kind: 'TAX', item: 'TAX', of: 'service_plans' });
});

test('a constant product stays', () => {
  expect(compile({ constant: 'P1' })({ kind: 'TAX' })).toBeNull();
});
