import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { startTmf } from '../../../emulators/bss/tmf/server.ts';

/** TM Forum's specifications. They are next to the project, not part of it; without them the tests are skipped. */
const folder = join(import.meta.dirname, '../../../../shared/specs/tmf');
const withSpecs = existsSync(folder) ? test : test.skip;

const resources: [api: string, version: 4 | 5, path: string, schema: string][] = [
  ['TMF666', 4, 'accountManagement/v4/billingAccount', 'BillingAccount'],
  ['TMF666', 5, 'accountManagement/v5/billingAccount', 'BillingAccount'],
  ['TMF629', 4, 'customerManagement/v4/customer', 'Customer'],
  ['TMF629', 5, 'customer/v5/customer', 'Customer'],
  ['TMF632', 4, 'party/v4/individual/P%2F1%3Fid%3D%252F', 'Individual'],
  ['TMF632', 5, 'partyManagement/v5/individual/P%2F1%3Fid%3D%252F', 'Individual'],
  ['TMF620', 4, 'productCatalogManagement/v4/productOffering', 'ProductOffering'],
  ['TMF620', 5, 'productCatalogManagement/v5/productOffering', 'ProductOffering'],
  ['TMF622', 4, 'productOrderingManagement/v4/productOrder', 'ProductOrder'],
  ['TMF622', 5, 'productOrderingManagement/v5/productOrder', 'ProductOrder'],
  ['TMF637', 4, 'productInventory/v4/product', 'Product'],
  ['TMF637', 5, 'productInventory/v5/product', 'Product'],
  ['TMF678', 4, 'customerBillManagement/v4/customerBill', 'CustomerBill'],
  ['TMF678', 5, 'customerBillManagement/v5/customerBill', 'CustomerBill'],
  [
    'TMF678',
    4,
    'customerBillManagement/v4/appliedCustomerBillingRate?bill.id=INV-0000001',
    'AppliedCustomerBillingRate',
  ],
  [
    'TMF678',
    5,
    'customerBillManagement/v5/appliedCustomerBillingRate?bill.id=INV-0000001',
    'AppliedCustomerBillingRate',
  ],
  ['TMF654', 4, 'prepayBalanceManagement/v4/bucket', 'Bucket'],
  ['TMF635', 4, 'usageManagement/v4/usage', 'Usage'],
  ['TMF638', 4, 'serviceInventory/v4/service', 'Service'],
  ['TMF638', 5, 'serviceInventory/v5/service', 'Service'],
  ['TMF683', 4, 'partyInteraction/v4/partyInteraction', 'PartyInteraction'],
  ['TMF683', 5, 'partyInteraction/v5/partyInteraction', 'PartyInteraction'],
  ['TMF667', 4, 'document/v4/document', 'Document'],
  ['TMF639', 4, 'resourceInventoryManagement/v4/resource', 'Resource'],
  ['TMF639', 5, 'resourceInventory/v5/resource', 'Resource'],
];

/** Allows several matches where a discriminator selects the schema, because ajv doesn't support its mapping. */
function withoutDiscriminators(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutDiscriminators);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([name, value]): [string, unknown] => [
    name === 'oneOf' && 'discriminator' in node ? 'anyOf' : name,
    withoutDiscriminators(value),
  ]);
  return Object.fromEntries(entries);
}

/** Compiles one schema of a specification. Formats are not checked, because the operator has defective dates. */
function validatorOf(api: string, version: 4 | 5, schema: string) {
  const kind = version === 4 ? '.swagger.json' : '.oas.yaml';
  const file = readdirSync(folder).find((name) => name.startsWith(api) && name.endsWith(kind));
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(withoutDiscriminators(parse(readFileSync(join(folder, file ?? ''), 'utf8'))) as object, 'spec');
  const place = version === 4 ? 'definitions' : 'components/schemas';
  return ajv.compile({ $ref: `spec#/${place}/${schema}` });
}

withSpecs.each(resources)('%s version %i: the answers at %s match the schema of %s', async (...resource) => {
  const [api, version, path, schema] = resource;
  const isValid = validatorOf(api, version, schema);
  const server = await startTmf({ size: { accounts: 60 } });
  const answer = await fetch(`${server.url}/tmf-api/${path}${path.includes('?') ? '&' : '?'}limit=60`);
  const body = (await answer.json()) as object | object[];
  await server.close();
  const records = Array.isArray(body) ? body : [body];
  expect(records.length).toBeGreaterThan(0);
  const errors = records.flatMap((record) => (isValid(record) ? [] : (isValid.errors ?? [])));
  expect([...new Set(errors.map(({ instancePath, message }) => `${instancePath} ${message}`))]).toEqual([]);
});
