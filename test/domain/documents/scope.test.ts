import { scopeDocument } from '../../../domain/documents/scope.ts';
import { estimateSection } from '../../../domain/documents/estimate.ts';
import { estimateOf } from '../../../domain/estimate/estimate.ts';
import type { Scope } from '../../../schemas/report.ts';

const scope: Scope = {
  engagement: 'delta-telecom',
  customer: 'Delta Telecom',
  takenAt: '2026-03-01T09:00:00Z',
  objects: [
    { object: 'billing_accounts', rows: 2_000, columns: 18, destination: 'Accounts' },
    { object: 'subscribers', rows: 5_000, columns: 22, destination: 'Contacts, Accounts' },
  ],
  estimate: estimateOf({
    volumes: [{ module: 'Accounts', records: 2_000, hasSecondPass: true, hasLines: false }],
    ...{ edition: 'enterprise', users: 12, lanes: 10, rates: null },
    objects: { readable: 2, all: 2 },
    columns: { decided: 40, all: 40 },
    customFields: { most: 12, allowed: 300 },
    blocked: 0.02,
  }),
  kept: [{ object: 'notes', rows: 250 }],
  quality: {
    engagement: 'delta-telecom',
    customer: 'Delta Telecom',
    takenAt: '2026-03-01T09:00:00Z',
    rules: [
      {
        id: 'DQ04',
        sentence: 'Two records have the same e-mail.',
        severity: 'warns',
        treatment: 'Merge them.',
        notChecked: null,
        rows: 12,
        findings: [],
        adds: [],
      },
    ],
    objects: [],
  },
  customFields: [{ object: 'subscribers', name: 'loyalty_tier', type: 'picklist' }],
  handoff: [{ object: 'usage_records', rows: 90_000 }],
  identifierLists: ['imsi', 'iccid'],
};

test('the first sentences say how many records move and how many are handed off', () => {
  expect(scopeDocument(scope)).toContain(
    '# Scope of Delta Telecom\n\n7,000 records of 2 source objects will move to Zoho CRM. 90,000 records will be ' +
      "handed off, because a CRM can't hold them.",
  );
});

test('objects, records that stay in staging, quality, custom fields and handoff have a table each', () => {
  const document = scopeDocument(scope);
  expect(document).toContain('| subscribers | 5,000 | 22 | Contacts, Accounts |');
  expect(document).toContain('| notes | 250 |');
  expect(document).toContain(
    '| DQ04 | Two records have the same e-mail. | 12 | loaded, to be looked at | Merge them. |',
  );
  expect(document).toContain('| subscribers | loyalty_tier | picklist |');
  expect(document).toContain('| usage_records | 90,000 |');
});

test('the document leaves empty sections out', () => {
  const document = scopeDocument({ ...scope, kept: [], customFields: [] });
  expect(document).not.toContain('Custom fields found');
  expect(document).not.toContain('What stays in staging');
});

test('the document has its sections in the order in which people read them', () => {
  expect(scopeDocument(scope).split('\n').slice(2)).toEqual([
    "7,000 records of 2 source objects will move to Zoho CRM. 90,000 records will be handed off, because a CRM can't hold them.",
    '',
    'Engagement `delta-telecom`, as of 2026-03-01T09:00:00Z.',
    '',
    '## What moves',
    '',
    '| Source object | Records | Fields | Destination |',
    '| --- | ---: | ---: | --- |',
    '| billing_accounts | 2,000 | 18 | Accounts |',
    '| subscribers | 5,000 | 22 | Contacts, Accounts |',
    '',
    '## What stays in staging',
    '',
    'These records are extracted and stay in staging. They are not written to Zoho CRM.',
    '',
    '| Source object | Records |',
    '| --- | ---: |',
    '| notes | 250 |',
    '',
    '## Data quality',
    '',
    '1 rule was checked; 1 found something. No rule was left out. The document `quality` lists fields and ids.',
    '',
    '| Rule | What is wrong | Records | In the load | What to do |',
    '| --- | --- | ---: | --- | --- |',
    '| DQ04 | Two records have the same e-mail. | 12 | loaded, to be looked at | Merge them. |',
    '',
    ...estimateSection(scope.estimate).split('\n'),
    '',
    '## Custom fields found',
    '',
    '| Source object | Field | Type |',
    '| --- | --- | --- |',
    '| subscribers | loyalty_tier | picklist |',
    '',
    '## What is handed off',
    '',
    '| Source object | Records |',
    '| --- | ---: |',
    '| usage_records | 90,000 |',
    '',
    'Not in the source profile, so not counted: ocs_buckets, pcrf_rules, hss_records, network_elements.',
    '',
    '## Network identifiers',
    '',
    'Every value is compared with the lists of the operator that the source profile names: imsi, iccid. Identifiers of other operators, and of kinds that are not in these lists, are found by rules alone.',
    '',
  ]);
});

test('the document says which identifiers are compared with lists, and that rules alone find the others', () => {
  expect(scopeDocument(scope)).toContain('lists of the operator that the source profile names: imsi, iccid.');
  expect(scopeDocument({ ...scope, identifierLists: [] })).toContain('Matching rests on rules alone');
});
