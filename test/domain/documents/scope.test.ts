import { scopeDocument, withoutContent } from '../../../domain/documents/scope.ts';
import { estimateOf } from '../../../domain/estimate/estimate.ts';
import type { Scope } from '../../../schemas/report.ts';
import { sourceObjects } from '../../../schemas/terms.ts';

const scope: Scope = {
  engagement: 'delta-telecom',
  customer: 'Delta Telecom',
  takenAt: '2026-03-01T09:00:00Z',
  objects: [
    {
      ...{ object: 'billing_accounts', rows: 2_000, columns: 18 },
      ...{ routes: [{ module: 'Accounts', rows: 2_000 }], leftOut: [] },
    },
    {
      ...{ object: 'subscribers', rows: 5_000, columns: 22 },
      routes: [
        { module: 'Accounts', rows: 1_200 },
        { module: 'Contacts', rows: 3_698 },
      ],
      leftOut: [
        { reason: 'no route of the mapping matches', rows: 100 },
        { reason: 'test', rows: 2 },
      ],
    },
  ],
  estimate: estimateOf({
    volumes: [{ module: 'Accounts', records: 2_000, hasSecondPass: true, hasLines: false }],
    ...{ edition: 'enterprise', users: 12, lanes: 10, rates: null },
    objects: { readable: 2, all: 2 },
    fields: { decided: 40, all: 40 },
    customFields: { most: 12, allowed: 300 },
    blocked: 0.02,
  }),
  kept: [{ object: 'notes', rows: 250, why: 'it stays in staging' }],
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
    '# Scope of Delta Telecom\n\nAt most 6,898 records of 2 source objects will move to Zoho CRM. 90,000 records will be ' +
      "handed off, because a CRM can't hold them.",
  );
});

test('objects, quality and custom fields have a table each', () => {
  const document = scopeDocument(scope);
  expect(document).toContain(
    '| subscribers | 5,000 | 22 | 1,200 Accounts, 3,698 Contacts | 100: no route of the mapping matches; 2: test |',
  );
  expect(document).toContain(
    '| DQ04 | Two records have the same e-mail. | 12 | loaded, to be looked at | Merge them. |',
  );
  expect(document).toContain('| subscribers | loyalty_tier | picklist |');
});

test('each source object is in one of the two tables, once, with where it goes', () => {
  const [, moves = '', stays = ''] = scopeDocument(scope).split(/## What (?:moves|does not move)/);
  const named = (text: string) => [...text.split('\n## ')[0]!.matchAll(/^\| ([a-z_]+) \|/gm)].map(([, name]) => name);
  expect(named(moves)).toEqual(['billing_accounts', 'subscribers']);
  expect([...named(moves), ...named(stays)].sort()).toEqual(
    sourceObjects.filter((object) => object !== 'custom_fields').toSorted(),
  );
  expect(stays).toContain('| notes | 250 | it stays in staging |');
  expect(stays).toContain('| usage_records | 90,000 | handed off to those who keep it: a CRM can not hold it |');
  expect(stays).toContain('| payments |  | not in the source profile, so not read and not counted |');
});

test('the document leaves empty sections out', () => {
  expect(scopeDocument({ ...scope, customFields: [] })).not.toContain('Custom fields found');
});

test('the document has its sections in the order in which people read them', () => {
  const headings = scopeDocument(scope)
    .split('\n')
    .filter((line) => line.startsWith('## '));
  expect(headings).toEqual([
    ...['## What moves', '## What does not move', '## Data quality', '## Estimate', '## Custom fields found'],
    '## Network identifiers',
  ]);
});

test('the document says which identifiers are compared with lists, and that rules alone find the others', () => {
  expect(scopeDocument(scope)).toContain('lists of the operator that the source profile names: imsi, iccid.');
  expect(scopeDocument({ ...scope, identifierLists: [] })).toContain('Matching rests on rules alone');
});

test('files without content do not move, exactly or by those that were read', () => {
  const volume = { object: null, files: 40, measured: 20, bytes: 1 };
  const other = { module: 'Notes', rows: 2 };
  const routed = { routes: [{ module: 'Attachments', rows: 40 }, other], leftOut: [{ reason: 'test', rows: 1 }] };
  expect(withoutContent(routed, [volume])).toEqual(routed);
  expect(withoutContent(routed, [{ ...volume, missing: 4 }])).toEqual({
    routes: [{ module: 'Attachments', rows: 36 }, other],
    leftOut: [
      { reason: 'test', rows: 1 },
      { reason: 'the source has no content that can be attached (about, by the files that were read)', rows: 4 },
    ],
  });
  expect(withoutContent(routed, [{ ...volume, files: 20, missing: 4 }]).leftOut).toContainEqual({
    reason: 'the source has no content that can be attached',
    rows: 4,
  });
});
