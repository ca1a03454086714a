import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

const object = (key: string, file: string, fields: string) =>
  `{ key: ${key}, files: ${file}.csv, format: csv, fields: ${fields} }`;
const profile = `kind: files
folder: delivery
system: acme
timeZone: UTC
objects:
  service_plans: ${object('no', 'plans', '{ no: NO, name: NAME }')}
  product_catalog: ${object('no', 'offers', '{ no: NO, name: NAME }')}
  bundle_components: ${object('id', 'items', '{ id: ID, bundle: BUNDLE, item: ITEM, quantity: QTY }')}
`;
const mapping = `version: 1
phoneRegion: GB
currency: GBP
modules:
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
  steps = await prepareSteps({ accounts: 1 });
  const write = (name: string, text: string) => writeFileSync(join(steps.folder, name), text);
  mkdirSync(join(steps.folder, 'delivery'));
  write('delivery/plans.csv', 'NO,NAME\nP1,Mobile S\n');
  write('delivery/offers.csv', 'NO,NAME\nO1,Home bundle\nO2,Router\n');
  write('delivery/items.csv', 'ID,BUNDLE,ITEM,QTY\nO1/O2,O1,O2,1\nO1/P1,O1,P1,2\nO1/X9,O1,X9,1\n');
  write('source.yml', profile);
  write('mapping.yml', mapping);
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
