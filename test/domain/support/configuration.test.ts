import { describeConfiguration } from '../../../domain/support/configuration.ts';
import { EngagementFile, OwnerMap } from '../../../schemas/engagement-file.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { SourceProfile } from '../../../schemas/profile.ts';

/** Whatever must stay is marked. */
const org = (orgId: string) => ({
  orgId,
  clientId: 'env:PLANTED_ID',
  clientSecret: 'env:PLANTED_SECRET',
  refreshToken: 'file:/planted/token',
});
const admin = ['admin'];
const roles = {
  ...{ scope: { roles: admin, people: 2, evidenceHours: 24 }, mapping: admin, rehearsal: admin, production: admin },
  ...{ freeze: admin, acceptance: admin, exception: admin, rollback: admin },
};
const engagement = {
  ...{ slug: 'delta-telecom', customer: 'Planted Telecom', source: 'planted.yml', mapping: 'm.yml', owners: 'o.yml' },
  ...{
    documents: '/planted/documents',
    operator: { name: 'Planted Olga', email: 'planted@x.example', role: 'operator' },
  },
  destination: { dataCentre: 'eu', edition: 'enterprise', sandbox: org('20001'), production: org('20002') },
  gates: {
    approvers: [{ name: 'Planted Ada', email: 'planted.ada@x.example', role: 'admin', keys: ['env:PLANTED_KEY'] }],
    roles,
  },
};
const profile = {
  ...{ kind: 'postgres', url: 'env:PLANTED_URL', system: 'delta', timeZone: 'Europe/Berlin', plmns: ['26201'] },
  never: ['planted_password'],
  objects: { subscribers: { key: 'id', query: `select * from subscriber where name = 'Planted'` } },
};
const mapping = {
  ...{ version: 1, phoneRegion: 'DE', currency: 'EUR', withhold: ['planted_column'] },
  maps: { states: { 'planted state': 'Planted Active', other: null } },
  modules: {
    Contacts: {
      custom: { Segment: { type: 'picklist', values: ['Planted Gold'] } },
      sources: [
        {
          object: 'subscribers',
          fields: { Last_Name: { from: 'surname', required: true }, Source: { constant: 'Planted constant' } },
        },
      ],
    },
  },
};
const describeFiles = (files: { engagement?: object; profile?: object; mapping?: object; owners?: object } = {}) =>
  describeConfiguration({
    engagement: EngagementFile.parse({ ...engagement, ...files.engagement }),
    profile: SourceProfile.parse({ ...profile, ...files.profile }),
    mapping: Mapping.parse({ ...mapping, ...files.mapping }),
    owners: OwnerMap.parse({ owners: { 'planted user': 'planted.owner@x.example' }, ...files.owners }),
  });

test('it has settings, names of fields and numbers of values', () => {
  expect(describeFiles()).toMatchObject({
    engagement: {
      destination: { dataCentre: 'eu', sandbox: { orgId: '20001', ownAddress: false } },
      approvers: [{ role: 'admin', keys: 1 }],
      gates: { scope: { roles: ['admin'], people: 2, evidenceHours: 24 } },
      ...{ notices: null, rates: false, languageModel: null, limits: { lanes: 10 } },
    },
    source: { kind: 'postgres', objects: ['subscribers'], networkCodes: 1, neverRead: 1, numberFormat: null },
    mapping: {
      ...{ currency: 'EUR', withhold: 1, maps: { states: 2 } },
      modules: {
        Contacts: {
          custom: { Segment: { type: 'picklist', values: 1, length: null } },
          sources: [
            {
              object: 'subscribers',
              fields: { Last_Name: { from: 'surname', required: true }, Source: { from: null, isConstant: true } },
              ...{ route: null, lines: null, money: [] },
            },
          ],
          ...{ create: false, lock: false, match: [], overwrite: null },
        },
      },
    },
    owners: { users: 1, default: false, inactive: false },
  });
});

test('it has no person, secret, address, path, query and value', () => {
  const everything = describeFiles({
    engagement: {
      gates: {
        ...engagement.gates,
        issuers: [{ issuer: 'https://planted.example', clientId: 'planted', acr: ['planted'], subjects: {} }],
      },
      notices: {
        console: 'https://planted.example',
        mail: { server: 'env:PLANTED_MAIL', from: 'planted@x.example' },
        webhooks: [{ url: 'https://planted.example', secret: 'env:PLANTED_HOOK' }],
      },
      proposal: { languageModel: { url: 'https://planted.example', model: 'planted', apiKey: 'env:PLANTED_API' } },
    },
    profile: { numberFormat: { decimal: ',', thousands: '.' } },
    owners: { default: 'planted@x.example' },
    mapping: {
      modules: {
        Contacts: {
          create: { singular: 'Planted', plural: 'Planted', profiles: ['Planted profile'] },
          custom: { Level: { type: 'double', length: 9, decimals: 2 } },
          match: [{ name: 'Planted rule', fields: ['Email', { field: 'Phone', as: 'phone' }], in: 'Leads' }],
          overwrite: { default: 'source' },
          lock: { except: ['Planted profile'] },
          sources: [
            {
              object: 'subscribers',
              route: { field: 'type', in: ['planted'] },
              exclude: [{ when: { field: 'name', matches: 'planted' }, reason: 'Planted reason' }],
              dedupe: [['email', { field: 'phone', as: 'phone' }]],
              fields: { Status: { from: ['state', 'status'], map: 'states', length: 20, lookup: 'billing_accounts' } },
              tags: [{ from: 'segment', map: 'states' }],
              lines: {
                ...{ from: 'lines', into: 'Ordered_Items' },
                products: [{ when: { field: 'code', in: ['planted'] }, object: 'service_plans', id: 'PLANTED-1' }],
                fields: { Quantity: { from: 'quantity' } },
              },
              money: { total: 'total_amount' },
              ignore: { note: 'Planted reason' },
            },
          ],
        },
      },
    },
  });
  expect(JSON.stringify(everything)).not.toMatch(/planted/i);
  expect(everything).toMatchObject({
    engagement: { issuers: [{ acr: 1 }], notices: { mail: true, webhooks: 1 }, languageModel: { values: false } },
    source: { numberFormat: { decimal: ',', thousands: '.' } },
    owners: { default: true },
    mapping: {
      modules: {
        Contacts: {
          ...{ create: true, lock: true, overwrite: 'source' },
          custom: { Level: { length: 9, decimals: 2, values: null } },
          match: [{ fields: ['Email', 'Phone'], in: 'Leads', then: 'ask' }],
          sources: [
            {
              route: { field: 'type', test: ['in'] },
              exclude: [{ field: 'name', test: ['matches'] }],
              dedupe: [['email', 'phone']],
              fields: { Status: { from: ['state', 'status'], map: 'states', length: 20, lookup: 'billing_accounts' } },
              ...{ tags: ['segment'], ignored: ['note'], money: [{ figure: 'total', column: 'total_amount' }] },
              lines: { from: 'lines', into: 'Ordered_Items', fields: { Quantity: { from: 'quantity' } } },
            },
          ],
        },
      },
    },
  });
});

test('a number format without a sign for thousands, and a match in the same module', () => {
  const described = describeFiles({
    profile: { numberFormat: { decimal: ',' } },
    mapping: {
      modules: { Contacts: { ...mapping.modules.Contacts, match: [{ name: 'x', fields: ['Email'] }] } },
    },
  });
  expect(described).toMatchObject({
    source: { numberFormat: { decimal: ',', thousands: null } },
    mapping: { modules: { Contacts: { match: [{ in: null }] } } },
  });
});
