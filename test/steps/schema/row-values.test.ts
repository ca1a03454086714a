import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import type { OrgFacts } from '../../../domain/schema-plan/plan.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import type { Ports, StoredEngagement } from '../../../steps/ports.ts';
import { readRowValues } from '../../../steps/schema/row-values.ts';
import { presentField } from '../../domain/schema-plan/present-field.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'portage-lists-'))));
afterEach(() => rm(folder, { recursive: true }));

const stored = {
  engagement: { slug: 'demo' },
  modules: ['Accounts'],
  profile: {
    system: 'bss',
    timeZone: 'UTC',
    sentinels: [],
    plmns: [],
    identifiers: {},
    objects: { billing_accounts: { key: 'no' } },
  },
  owners: { owners: {} },
  mapping: Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
    modules: {
      Accounts: {
        sources: [
          {
            object: 'billing_accounts',
            fields: {
              Account_Name: { from: 'name', required: true },
              Industry: { from: 'branch', transforms: ['trim'] },
            },
            exclude: [{ when: { field: 'name', in: ['Test'] }, reason: 'a test' }],
          },
        ],
      },
    },
  }),
} as unknown as StoredEngagement;
const fields: OrgFacts['fields'] = { Accounts: [presentField('Industry', 'picklist')] };
const read = () => {
  const ports = { staging: createLocalStaging(folder), fingerprintSecret: null } as unknown as Ports;
  return readRowValues(ports, stored, { fields });
};

test('the values of a list are those that a load would write', async () => {
  const csv = 'no,name,branch\nA1,Vale, Rail \nA2,Reed,Rail\nA3,Test,Toys\nA4,,Toys\nA5,Alder,IMSI: 262011234567890\n';
  await createLocalStaging(folder).write('demo/survey/billing_accounts.csv', Readable.from([csv]));
  const found = await read();
  // Tests are excluded, records without a name are rejected, and identifiers never leave.
  const values = Object.fromEntries(found.get('Accounts.Industry')!.values);
  expect(values['Rail']).toBe(2);
  expect(values['Toys']).toBeUndefined();
  expect(JSON.stringify(values)).not.toContain('262011234567890');
});

test('before a survey, nothing is known of the values', async () => {
  expect([...(await read())]).toEqual([]);
});
