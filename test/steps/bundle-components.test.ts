import { verifyModule } from '../../steps/verify/verify-module.ts';
import { prepareDelivery } from '../support/small-delivery.ts';
import { never, type StepsEngagement } from '../support/steps.ts';

const rows = {
  service_plans: 'NO,NAME\nP1,Mobile S\n',
  product_catalog: 'NO,NAME\nO1,Home bundle\nO2,Router\n',
  bundle_components: 'ID,BUNDLE,ITEM,QUANTITY\nO1/O2,O1,O2,1\nO1/P1,O1,P1,2\nO1/X9,O1,X9,1\n',
};
const mapping = `modules:
  Products:
    sources:
      - { object: service_plans, fields: { Product_Name: { from: name, required: true } } }
      - { object: product_catalog, fields: { Product_Name: { from: name, required: true } } }
  Bundle_Components:
    create: { singular: Bundle Component, plural: Bundle Components, profiles: [Administrator, Standard] }
    custom:
      Bundle: { type: lookup, module: Products }
      Component: { type: lookup, module: Products }
      Quantity: { type: integer }
    sources:
      - object: bundle_components
        fields:
          Name: { from: [bundle, item], join: ' – ', required: true }
          Bundle: { from: bundle, lookup: product_catalog, required: true }
          Component: { from: item, lookup: [product_catalog, service_plans], required: true }
          Quantity: { from: quantity, transforms: [integer], required: true }
`;

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareDelivery({ rows, mapping });
});
afterAll(() => steps.close());

const records = (module: string) => steps.state('sandbox')[module]?.records ?? [];
const nameOf = (id: unknown) => records('Products').find((one) => one['id'] === id)?.['Product_Name'];

test('components of bundles are records of a custom module, with their products and quantities', async () => {
  const stored = await steps.open();
  const { name } = await steps.extract('full-1');
  const { run, reports } = await steps.load('sandbox', 'full', name);
  expect(
    records('Bundle_Components').map((one) => [nameOf(one['Bundle']), nameOf(one['Component']), one['Quantity']]),
  ).toEqual([
    ['Home bundle', 'Router', 1],
    ['Home bundle', 'Mobile S', 2],
  ]);
  expect(reports.find(({ module }) => module === 'Bundle_Components')).toMatchObject({
    ...{ identityClosed: true, outcomes: { created: 2, rejected: 1 } },
  });
  const phase = { ...run, module: 'Bundle_Components' };
  expect(await verifyModule(steps.ports, stored, phase, never)).toEqual({ agrees: true });
});
