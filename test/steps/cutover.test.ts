import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { listDocuments } from '../../connectors/ledger/documents.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { describeCutover, prepareCutover } from '../../steps/cutover.ts';
import { checkQuiet } from '../../steps/quiet-check.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
let source: pg.Client;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  steps.edit('engagement.yml', 'limits:', 'cutover: { quietMinutes: 0, owners: { privileges: Ned } }\nlimits:');
  stored = await steps.open();
  source = new pg.Client({ connectionString: steps.sourceUrl });
  await source.connect();
});
afterAll(async () => {
  await source.end();
  await steps.close();
});

const check = (watch: number) => checkQuiet(steps.ports, stored, { engagement: 'demo', watch }, never);
const document = (name: string) => readFileSync(join(steps.folder, 'documents', name), 'utf8');
const change = () =>
  source.query(`update bss.billing_account set credit_limit = credit_limit + 1 where account_no = 'BA-000001'`);

test('two readings without a change between them lead to the deltas', async () => {
  expect(await check(1)).toEqual({ next: 'reading', afterSeconds: 0 });
  expect(await check(1)).toEqual({ next: 'deltas' });
  expect(document('quiet-check.md')).toContain('The source was still from');
});

test('a change between the readings is a question that names the object, with a document as evidence', async () => {
  await check(2);
  await change();
  expect(await check(2)).toMatchObject({
    next: 'people',
    question: expect.stringMatching(/^The source is not still\. It was written to billing_accounts;/) as string,
  });
  expect(document('quiet-check.md')).toContain('| billing_accounts | digest |');
  const written = (await listDocuments(steps.ports.ledger, 'demo')).find(({ name }) => name === 'quiet-check.json');
  expect(written?.gates).toEqual(['go-live', 'acceptance', 'exception']);
});

test('writes to the buckets are listed and do not count', async () => {
  await check(3);
  await source.query('begin; update bss.ocs_bucket set remaining = 0');
  expect(await check(3)).toEqual({ next: 'deltas' });
  await source.query('rollback');
  expect(document('quiet-check.md')).toMatch(
    /## Writes beside the deltas[^]*\| bss\.ocs_bucket \| open transactions \|/,
  );
});

test('the plan names who takes the privileges, and its scripts stay after the first one was run', async () => {
  expect((await describeCutover(steps.ports, stored)).steps.map(({ id }) => id)).not.toContain('privileges');
  await source.query('create role teller; grant insert on bss.invoice to teller');
  await prepareCutover(steps.ports, stored);
  const restore = document('restore-writes.sql');
  expect(restore).toContain('grant insert on table "bss"."invoice" to "teller";');
  expect(document('cutover-plan.md')).toContain('| 2 | Run revoke-writes.sql in the source | Ned |');
  await source.query(document('revoke-writes.sql'));
  await prepareCutover(steps.ports, stored);
  expect(document('restore-writes.sql')).toBe(restore);
  expect((await describeCutover(steps.ports, stored)).remarks).toEqual([expect.stringContaining('probably run')]);
  await source.query(restore);
  await prepareCutover(steps.ports, stored);
  expect((await describeCutover(steps.ports, stored)).remarks).toEqual([]);
  await source.query('revoke insert on bss.invoice from teller; drop role teller');
});

test('the buckets are not among the tables whose privileges are taken', () => {
  expect(document('revoke-writes.sql')).not.toContain('on table "bss"."ocs_bucket"');
});
