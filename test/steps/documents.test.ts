import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportDocuments, writeDocument } from '../../steps/documents.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { readSheet } from '../support/workbook.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 1 });
  stored = await steps.open();
  await writeDocument(steps.ports, stored, { kind: 'scope' }, '# Scope\n', { rows: 1 });
});
afterAll(() => steps.close());

const pathOf = (name: string) => join(steps.folder, 'documents', name);
const states = async () => (await exportDocuments(steps.ports, stored)).map(({ name, state }) => `${name} ${state}`);

test('the ledger has the documents, so a file that is missing or was changed is written again', async () => {
  rmSync(pathOf('scope.json'));
  writeFileSync(pathOf('scope.md'), '# Another scope\n');
  expect(await states()).toEqual(['scope.json written', 'scope.md replaced']);
  expect(readFileSync(pathOf('scope.md'), 'utf8')).toBe('# Scope\n');
  expect(await states()).toEqual(['scope.json unchanged', 'scope.md unchanged']);
});

test('a folder that can’t be written is named, and the document is in the ledger', async () => {
  writeFileSync(join(steps.folder, 'occupied'), '');
  const elsewhere = { ...stored, engagement: { ...stored.engagement, documents: 'occupied/documents' } };
  await expect(writeDocument(steps.ports, elsewhere, { kind: 'mapping' }, '# Mapping\n', {})).rejects.toMatchObject({
    kind: 'storage',
    message: expect.stringContaining(`${join(steps.folder, 'occupied/documents')} can't be written (ENOTDIR)`),
  });
  expect(await states()).toContain('mapping.md written');
});

test('a number that may be an identifier is removed from a document, which stays JSON', async () => {
  const data = { apn: 625, rows: 625, note: 'IMSI 901700000012345', names: ['Ada'] };
  await writeDocument(steps.ports, stored, { kind: 'handoff' }, '# Handoff\n', data);
  const removed = '[network id removed]';
  expect(JSON.parse(readFileSync(pathOf('handoff.json'), 'utf8'))).toEqual({
    apn: removed,
    rows: 625,
    note: `IMSI ${removed}`,
    names: ['Ada'],
  });
  expect(await exportDocuments(steps.ports, stored, { xlsx: true })).not.toEqual([]);
});

test('documents with lists are exported as workbooks on request', async () => {
  await writeDocument(steps.ports, stored, { kind: 'reconciliation' }, '# Reconciliation\n', {
    modules: [{ module: '=A1' }],
  });
  const exported = await exportDocuments(steps.ports, stored, { xlsx: true });
  expect(exported).toContainEqual(expect.objectContaining({ name: 'reconciliation.xlsx', state: 'written' }));
  expect(await readSheet(readFileSync(pathOf('reconciliation.xlsx')), 'modules')).toEqual([['module'], ['=A1']]);
});
