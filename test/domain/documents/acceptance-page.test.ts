import { acceptancePage } from '../../../domain/documents/acceptance-page.ts';
import type { AcceptancePack } from '../../../schemas/pack.ts';
import type { LoadReport, PeriodMoney, Receipt, VerifyReport } from '../../../schemas/report.ts';
import { phaseReport } from './phase-report.ts';

const period: PeriodMoney = {
  ...{ module: 'Invoices', field: 'Grand_Total', currency: 'EUR', accounts: 3, periods: 24, source: '1200.00' },
  ...{ zoho: '1000.00', missing: { records: 1, amount: '200.00' }, edited: { records: 0, amount: '0.00' } },
  ...{ vanished: { records: 0, amount: '0.00' }, unknown: 0, different: 0 },
};
const verify: VerifyReport = {
  ...{ engagement: 'delta-telecom', environment: 'production', run: 'full-1', agrees: true },
  scanned: { values: 10, hits: 0 },
  modules: [{ module: 'Contacts', compared: 12_100, fields: 96_800, missing: 0, different: 0 }],
  money: [
    {
      module: 'Invoices',
      field: 'Grand_Total',
      source: '1234567.50',
      lines: null,
      destination: '1234567.50',
      agrees: true,
    },
    { module: 'Orders', field: 'Grand_Total', source: null, destination: '10.00', different: 2, agrees: false },
  ],
  differences: [],
  periods: [period],
};
const receivables = {
  ...{ currency: 'EUR', accounts: 3, records: 4, source: '99.00', zoho: '99.00' },
  ...{ missing: { records: 0, amount: '0.00' }, different: 0, misflagged: 0 },
};
const load: LoadReport = {
  ...{ run: 'full-1', kind: 'full', seconds: 250, calls: 246, credits: 1_230 },
  modules: [phaseReport({ receivables: [receivables, { ...receivables, currency: 'USD', different: 1 }] })],
  verify,
};
const receipt: Receipt = {
  ...{ engagement: 'delta-telecom', environment: 'production', run: 'full-1' },
  scanned: { bodies: 1_400, values: 9_000, tokens: 12_000 },
  known: { total: 200, counts: {}, refused: {} },
  withheld: [{ object: 'subscribers', field: 'note', rule: 'own-imsi', count: 12, sample: 'x:subscribers:1' }],
  suspicious: [],
  readBack: { values: 8_000, hits: 0 },
};
const pack: AcceptancePack = {
  ...{ format: 1, engagement: 'delta-telecom', customer: 'Delta & Sons', closedAt: '2026-03-02T18:00:00Z' },
  ...{ identityClosed: true, verified: true, withheld: [], bodiesScanned: 1_400, refused: 1 },
  environments: { production: [load] },
  creditUse: { production: [{ phase: 'Contacts', calls: 246, credits: 1_230 }] },
  scope: {
    takenAt: '2026-02-01T08:00:00Z',
    objects: [
      {
        ...{ object: 'subscribers', rows: 12_300, routes: [{ module: 'Contacts', rows: 12_260 }] },
        leftOut: [{ reason: 'test account', rows: 40 }],
      },
    ],
    kept: [{ object: 'payments', rows: 5, why: 'the mapping has no source for them' }],
    customFields: [{ object: 'subscribers', name: 'segment', type: 'text' }],
    handoff: [{ object: 'hss_records', rows: 50 }],
  },
  decisions: [
    {
      ...{ at: '2026-02-02T08:00:00Z', what: 'sign-off', gate: 'scope', decision: 'approved', missing: 1 },
      ...{ by: 'ada@delta.example', name: 'Ada Admin', role: 'admin', evidence: '0123456789abcdef' },
      ...{ code: 'old-code', mapping: null, proof: { kind: 'oidc', by: 'https://login.example', reference: 'ab12' } },
    },
    {
      ...{ at: '2026-02-03T08:00:00Z', what: 'cancel request', gate: null, decision: null, missing: 2 },
      ...{ by: null, name: null, role: null, evidence: null, code: null, mapping: null, proof: null },
    },
    {
      ...{ at: '2026-02-04T08:00:00Z', what: 'revocation', gate: 'scope', decision: null, missing: 0 },
      ...{ by: 'ada@delta.example', name: null, role: 'admin', evidence: null, code: 'new-code', mapping: null },
      proof: { kind: 'key', by: null, reference: 'cd34' },
    },
  ],
  runs: [
    {
      ...{ environment: 'production', run: 'full-1', kind: 'full', state: 'rolled-back' },
      ...{ mapping: 'mapping-digest', manifest: 'manifest-digest' },
    },
  ],
  exceptions: [
    {
      ...{ environment: 'production', run: 'full-1', total: 10, open: 3, decided: { accept: 7 }, unlisted: 2 },
      ends: [
        {
          ...{ module: 'Contacts', kind: 'rejected', reason: 'Email: no address', count: 5 },
          ...{ decision: 'accept', owner: 'Data team', decidedBy: 'pat@delta.example' },
        },
        {
          ...{ module: 'Contacts', kind: 'conflict', reason: 'Phone was changed', count: 3 },
          ...{ decision: null, owner: null, decidedBy: null },
        },
      ],
    },
  ],
  conflicts: [
    {
      ...{ environment: 'production', run: 'delta-1', module: 'Contacts', rule: 'ask' },
      ...{ state: 'open', decision: 'source', count: 3 },
    },
    {
      ...{ environment: 'production', run: 'delta-1', module: 'Contacts', rule: 'zoho' },
      ...{ state: 'left', decision: null, count: 1 },
    },
  ],
  receipts: [receipt],
  steps: [
    {
      ...{ kind: 'gate', what: 'scope', environment: null, run: null },
      ...{ began: '2026-02-01T09:00:00Z', ended: '2026-02-02T08:00:00Z' },
    },
    {
      ...{ kind: 'phase', what: 'Contacts', environment: 'production', run: 'full-1' },
      ...{ began: '2026-03-01T09:00:00Z', ended: null },
    },
  ],
  versions: {
    ...{ code: 'new-code', files: 'files-digest', mapping: 'mapping-digest' },
    mappings: [
      {
        ...{ version: 2, origin: 'console', digest: 'text-2', mappingDigest: 'mapping-digest' },
        ...{ madeBy: 'pat@delta.example', madeAt: '2026-02-05T08:00:00Z', isUsed: true },
      },
      {
        ...{ version: 1, origin: 'file', digest: 'text-1', mappingDigest: 'other', madeBy: null },
        ...{ madeAt: '2026-02-04T08:00:00Z', isUsed: false },
      },
    ],
  },
  documents: [{ name: 'scope.md', digest: 'ab12cd34', writtenAt: '2026-02-01T08:00:00Z' }],
  audit: { entries: 42, head: { seq: 42, hash: 'head-hash' } },
};
const digest = 'ef'.repeat(32);
const linesOf = (changes: Partial<AcceptancePack> = {}) => acceptancePage({ ...pack, ...changes }, digest).split('\n');
const headings = (lines: string[]) => lines.flatMap((line) => /<h2>(.*)<\/h2>/.exec(line)?.[1] ?? []);

test('the page names its JSON and how it is compared with the ledger', () => {
  const page = linesOf().join('\n');
  expect(page).toContain('<h1>Acceptance pack of Delta &#38; Sons</h1>');
  expect(page).toContain(`<meta name="portage-json" content="${digest}">`);
  expect(page).toContain('<code>portage audit verify delta-telecom --pack acceptance-pack.json</code>');
});

test('its parts are in the order in which people read them', () => {
  expect(headings(linesOf())).toEqual([
    ...['Scope', 'Decisions', 'Counts', 'Money', 'Fields read back', 'Exceptions', 'Conflicts'],
    ...['Network identifiers', 'Timings', 'Calls to Zoho', 'Versions', 'Documents'],
  ]);
});

test('each decision has its time, person, role, evidence and proof', () => {
  const lines = linesOf();
  expect(lines).toContain(
    '<tr><td>2026-02-02T08:00:00Z</td><td>sign-off</td><td>scope</td><td>approved, 1 person missing</td>' +
      '<td>Ada Admin</td><td>ada@delta.example</td><td>admin</td><td><code>0123456789abcdef</code></td>' +
      '<td>ID token, https://login.example</td><td><code>ab12</code></td></tr>',
  );
  expect(lines.join('\n')).toContain('<td>, 2 people missing</td>');
  expect(lines.join('\n')).toContain('<td>signature, </td><td><code>cd34</code></td>');
  expect(lines).toContain('<p>1 message did not count.</p>');
});

test('counts are given by module and by source object, with the state of the load', () => {
  const lines = linesOf();
  expect(lines).toContain('<h3>production full-1 (rolled back)</h3>');
  const figures = [12_300, 12_100, 0, 0, 150, 40, 10, 0].map(
    (count) => `<td class="n">${count.toLocaleString('en')}</td>`,
  );
  expect(lines).toContain(`<tr><td>Contacts</td><td>subscribers</td>${figures.join('')}</tr>`);
  expect(linesOf({ runs: [] })).toContain('<h3>production full-1 (loaded)</h3>');
});

test('money and receivables say whether they agree', () => {
  const page = linesOf().join('\n');
  expect(page).toContain('<td>Grand_Total</td><td>1,234,567.50</td><td>–</td><td>1,234,567.50</td>');
  expect(page).toContain('<td>–</td><td>–</td><td>10.00</td><td class="n">2</td><td>NO</td>');
  expect(page).toMatch(/<td>EUR<\/td>.*<td>yes<\/td>/);
  expect(page).toMatch(/<td>USD<\/td>.*<td>NO<\/td>/);
});

test('money by billing period says what is not in Zoho', () => {
  expect(linesOf().join('\n')).toMatch(
    /<td class="n">24<\/td><td>1,200\.00<\/td><td>1,000\.00<\/td><td>200\.00<\/td>.*<td>yes<\/td>/,
  );
});

test('exceptions have their ends, and conflicts what became of them', () => {
  const page = linesOf().join('\n');
  expect(page).toContain(
    'production full-1: 10 exceptions, 3 without a decision, 7 accept. 2 exceptions with rarer reasons are not in the table.',
  );
  expect(page).toContain('<td>accept</td><td>Data team</td><td>pat@delta.example</td><td class="n">5</td>');
  expect(page).toContain('<td>none</td><td></td><td></td><td class="n">3</td>');
  expect(page).toContain('<td>production delta-1</td><td>Contacts</td><td>ask</td><td>open</td><td>source</td>');
  expect(linesOf({ conflicts: [] }).join('\n')).toContain('No field was changed both');
});

test('the receipt says what was scanned, withheld and read back', () => {
  const page = linesOf().join('\n');
  expect(page).toContain('12 values withheld. The scan of what Zoho holds found no network identifier.');
  expect(page).toContain('<td>subscribers</td><td>note</td><td>own-imsi</td><td class="n">12</td>');
  expect(page).not.toContain('x:subscribers:1');
  expect(linesOf({ receipts: [{ ...receipt, readBack: null }] }).join('\n')).toContain('<td>–</td><td>–</td></tr>');
});

test('versions name all code that was signed or used', () => {
  const lines = linesOf();
  expect(lines).toContain('<tr><td>Code at a gate</td><td><code>old-code</code></td></tr>');
  expect(lines).toContain('<tr><td>Code at the end</td><td><code>new-code</code></td></tr>');
  expect(lines).toContain('<tr><td>Entry 42 of the audit</td><td><code>head-hash</code></td></tr>');
});

test('gaps and what was not verified stand out', () => {
  const modules = [phaseReport({ identityClosed: false, gaps: ['3 records are still pending.'] })];
  const page = linesOf({
    identityClosed: false,
    environments: { production: [{ ...load, modules, verify: null }] },
    locks: [{ module: 'Invoices', rule: 'Portage', except: ['Administrator'], check: null, problem: null }],
  }).join('\n');
  expect(page).toContain('<strong>The count identity does not close in every phase</strong>');
  expect(page).toContain('<li>Contacts: 3 records are still pending.</li>');
  expect(page).toContain('production full-1: <strong>not verified.</strong>');
  expect(page).toContain('<h2>Read-only history</h2>');
});

test('an engagement without loads has no empty tables', () => {
  const page = linesOf({
    ...{ scope: null, environments: {}, decisions: [], runs: [], exceptions: [], receipts: [], steps: [] },
    ...{ documents: [], creditUse: {}, audit: { entries: 0, head: null } },
    versions: { ...pack.versions, mappings: [] },
  });
  expect(headings(page)).toEqual(['Decisions', 'Conflicts', 'Network identifiers', 'Versions']);
  const bare = linesOf({ scope: { ...pack.scope!, customFields: [], kept: [], handoff: [] } });
  expect(bare.join('\n')).not.toContain('custom field');
  const all = linesOf({ exceptions: [{ ...pack.exceptions[0]!, unlisted: 0 }] });
  expect(all.join('\n')).not.toContain('rarer reasons');
});
