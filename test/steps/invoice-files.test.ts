import pg from 'pg';
import { readDocument } from '../../connectors/ledger/documents.ts';
import type { PhaseReport, Scope } from '../../schemas/report.ts';
import type { RunRef } from '../../schemas/refs.ts';
import { discover } from '../../steps/discover.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** The operator has PDFs of some invoices. One is of an invoice that the source does not have. */
let steps: StepsEngagement;
let stored: StoredEngagement;
let invoices: string[];
let run: RunRef;
let report: PhaseReport;
const pdf = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(2 ** 20, ' '), Buffer.from('\n%%EOF\n')]);

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 12 });
  stored = await steps.open();
  const source = new pg.Client({ connectionString: steps.sourceUrl });
  await source.connect();
  const { rows } = await source.query<{ id: string }>('select invoice_no as id from bss.invoice order by 1 limit 3');
  invoices = rows.map(({ id }) => id);
  for (const id of [...invoices, 'INV-NONE'])
    await source.query(
      `insert into bss.document values ($1, 'invoices', $2, 'bill', 'invoice.pdf', 'application/pdf', date '2025-01-31', $3)`,
      [`PDF-${id}`, id, pdf],
    );
  // Its row is there, and its bytes are not.
  await source.query(
    `insert into bss.document values ('PDF-EMPTY', 'invoices', $1, 'bill', 'lost.pdf', 'application/pdf', date '2025-01-31', '')`,
    [invoices[0]],
  );
  await source.end();
  await discover(steps.ports, stored);
  const loaded = await steps.load('sandbox', 'full', (await steps.extract('full-1')).name);
  run = loaded.run;
  report = loaded.reports.at(-1)!;
});
afterAll(() => steps.close());

test('the estimate says how many PDFs there are, how large they are, and how many were measured', async () => {
  const read = async (name: string) => (await readDocument(steps.ports.ledger, 'demo', { name }))?.body ?? '';
  const { estimate } = JSON.parse(await read('scope.json')) as Scope;
  expect(estimate.files).toContainEqual({
    object: 'invoices',
    files: 5,
    measured: 5,
    missing: 1,
    withheld: 0,
    bytes: 4 * pdf.length,
  });
  expect(estimate.files.map(({ object }) => object)).toContain('subscribers');
  expect(await read('scope.md')).toContain('| invoices | 5 | 4.0 | 5 | 1 |');
});

test('a document whose content is not in the source is not counted among what moves', async () => {
  const scope = JSON.parse(
    (await readDocument(steps.ports.ledger, 'demo', { name: 'scope.json' }))?.body ?? '{}',
  ) as Scope;
  const documents = scope.objects.find(({ object }) => object === 'documents')!;
  expect(documents.leftOut).toContainEqual({
    ...{ reason: expect.stringMatching(/^the source has no content that can be attached/), rows: 1 },
  });
  const moved = documents.routes.reduce((sum, { rows }) => sum + rows, 0);
  expect(moved).toBe(documents.rows - documents.leftOut.reduce((sum, { rows }) => sum + rows, 0));
  const { outcomes } = report.objects.find(({ object }) => object === 'documents')!;
  // One hangs on an invoice that the source does not have, and others on records that are not loaded.
  expect(moved).toBeGreaterThanOrEqual(outcomes.created + 1);
});

test('they hang on their invoices, and the one without an invoice is rejected with that reason', async () => {
  expect(report).toMatchObject({ module: 'Attachments', identityClosed: true, gaps: [] });
  expect(report.reasons).toContainEqual(expect.objectContaining({ reason: 'parent not migrated', count: 1 }));
  const { Invoices, Attachments } = steps.state('sandbox');
  const subjects = new Map(Invoices!.records.map((one) => [one['id'], one['Subject']]));
  const attached = Attachments!.records.filter((one) => one['$se_module'] === 'Invoices');
  expect(attached.map((one) => [subjects.get(one['Parent_Id']), one['File_Name'], one['Size']])).toEqual(
    invoices.map((id) => [id, `invoice [northwind.documents.PDF-${id}].pdf`, pdf.length]),
  );
  expect(await verifyModule(steps.ports, stored, { ...run, module: 'Attachments' }, never)).toEqual({ agrees: true });
});

test('a rollback removes them with their invoices', async () => {
  const { report: rolledBack } = await steps.rollBack('sandbox');
  expect(rolledBack.left).toEqual([]);
  expect(steps.state('sandbox')['Attachments']!.records).toEqual([]);
  expect(steps.state('sandbox')['Invoices']!.records).toEqual([]);
});
