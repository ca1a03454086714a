import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenLinkOf, listAudit } from '../../connectors/ledger/audit.ts';
import { listDocuments } from '../../connectors/ledger/documents.ts';
import type { SignOffInput } from '../../schemas/engagement.ts';
import type { GateRef, SignOff } from '../../schemas/sign-off.ts';
import { prepareCutover } from '../../steps/cutover.ts';
import { discover } from '../../steps/discover.ts';
import { writeDocument } from '../../steps/documents.ts';
import { describeFallback } from '../../steps/fallback.ts';
import { gatherEvidence } from '../../steps/gather-evidence.ts';
import { handOff } from '../../steps/handoff/hand-off.ts';
import { judgeRollbackRequest, judgeSignOff } from '../../steps/judge-message.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** What a sign-off is bound to, and how it is judged and booked. */
let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 10 });
  stored = await steps.open();
  await discover(steps.ports, stored);
});
afterAll(() => steps.close());

const gate = (name: GateRef['gate'], changes: Partial<GateRef> = {}): GateRef => ({
  gate: name,
  run: null,
  staging: null,
  why: null,
  ...changes,
});
const digest = async (about: GateRef) => (await gatherEvidence(steps.ports, stored, about)).digest;
const namesAt = async (about: GateRef) =>
  (await gatherEvidence(steps.ports, stored, about)).documents.map(({ name }) => name);
const documentPath = (name: string) => join(steps.folder, 'documents', name);
const booked = () =>
  steps.ports.ledger.query<{ message: string; counted: boolean; why: string | null }>(
    'select message, counted, why from sign_off order by at, message',
  );
const audited = async () =>
  (await steps.ports.ledger.query<{ what: string }>('select what from audit order by seq')).map(({ what }) => what);

/** Sends a sign-off of the scope. Each test has ids of its own. */
async function sign(id: string, changes: Partial<Record<keyof SignOff, unknown>> = {}, about = gate('scope')) {
  const signOff = {
    gate: about.gate,
    decision: 'approved',
    by: 'ada@northwind.example',
    role: 'admin',
    digest: await digest(about),
    ...changes,
  };
  return judgeSignOff(steps.ports, stored, inputOf(id, [signOff], about));
}
const inputOf = (id: string, received: unknown, open: GateRef | null): SignOffInput => ({
  engagement: 'demo',
  id,
  received,
  at: new Date().toISOString(),
  open,
  closed: 'No gate is open.',
});

test('a sign-off is booked and audited at once, with its verdict', async () => {
  const before = (await audited()).length;
  expect((await sign('first')).verdict).toEqual({ counted: true });
  expect(await booked()).toEqual([{ message: 'first', counted: true, why: null }]);
  expect((await audited()).slice(before)).toEqual(['sign-off counted']);
  expect(brokenLinkOf('demo', await listAudit(steps.ports.ledger, 'demo'))).toBeNull();
});

test('a message that is judged again is booked once, and keeps its first verdict', async () => {
  await sign('again');
  const before = [(await booked()).length, (await audited()).length];
  expect((await sign('again', { by: 'olga@portage.example' })).verdict).toEqual({ counted: true });
  expect([(await booked()).length, (await audited()).length]).toEqual(before);
});

test('a refused sign-off is booked with the reason', async () => {
  const { verdict } = await sign('operator', { by: 'OLGA@Portage.Example' });
  expect(verdict).toMatchObject({ counted: false, why: expect.stringContaining('operator') });
  expect((await booked()).find(({ message }) => message === 'operator')).toMatchObject(verdict);
});

test('a message that is not a sign-off is booked with the reason, and without a person', async () => {
  const { signOff, verdict } = await judgeSignOff(steps.ports, stored, inputOf('unread', [], gate('scope')));
  expect(signOff).toBeNull();
  expect(verdict).toMatchObject({ counted: false, why: expect.stringContaining('0 arguments') });
  const rows = await steps.ports.ledger.query(`select signed_by, gate from sign_off where message = 'unread'`);
  expect(rows).toEqual([{ signed_by: null, gate: null }]);
});

test('a sign-off while no gate is open is booked with the reason', async () => {
  const valid = {
    gate: 'scope',
    decision: 'approved',
    by: 'ada@northwind.example',
    role: 'admin',
    digest: '0'.repeat(16),
  };
  const { verdict, evidence } = await judgeSignOff(steps.ports, stored, inputOf('closed', [valid], null));
  expect(verdict).toEqual({ counted: false, why: 'No gate is open. Nothing was changed.' });
  expect(evidence).toBeNull();
});

test('a document that is changed in the folder after it was shown makes the sign-off not count', async () => {
  const shown = await digest(gate('scope'));
  const text = readFileSync(documentPath('scope.md'), 'utf8');
  writeFileSync(documentPath('scope.md'), `${text}\nAnd everything else.\n`);
  const { verdict, evidence } = await sign('changed', { digest: shown });
  expect(verdict).toMatchObject({ counted: false, why: expect.stringContaining(`sign digest ${evidence?.digest}`) });
  expect(evidence?.summary).toContain('Not as Portage wrote it: scope.md.');
  writeFileSync(documentPath('scope.md'), text);
  expect(await digest(gate('scope'))).toBe(shown);
});

test('another version of the code makes other evidence', async () => {
  const newer = { ...steps.ports, codeVersion: 'newer' };
  expect((await gatherEvidence(newer, stored, gate('scope'))).digest).not.toBe(await digest(gate('scope')));
});

test('the ledger has what a digest covers', async () => {
  const shown = await digest(gate('scope'));
  const [row] = await steps.ports.ledger.query<{ covered: { code: string } }>(
    'select covered from evidence where digest = $1',
    [shown],
  );
  expect(row?.covered.code).toBe(steps.ports.codeVersion);
});

test('a document that gets an earlier text again is the newest version with this text', async () => {
  const about = { kind: 'mapping', title: 'note' } as const;
  const current = async () =>
    (await listDocuments(steps.ports.ledger, 'demo')).find(({ name }) => name === 'note.md')?.digest;
  const digests: (string | undefined)[] = [];
  for (const text of ['A', 'B', 'A']) {
    await writeDocument(steps.ports, stored, about, text, {});
    digests.push(await current());
  }
  expect(digests[2]).toBe(digests[0]);
  expect(digests[1]).not.toBe(digests[0]);
});

test('a document is stored with its gates, and one of an earlier version is chosen by its kind', async () => {
  const { ledger } = steps.ports;
  const rows = await ledger.query(`select gates from document where name = 'scope.md'`);
  expect(rows[0]).toEqual({ gates: ['scope'] });
  const shown = await namesAt(gate('scope'));
  await ledger.query('update document set gates = null');
  expect(await namesAt(gate('scope'))).toEqual(shown);
  await ledger.query(`update document set gates = '{}' where name = 'scope.md'`);
  expect(await namesAt(gate('scope'))).toEqual(shown.filter((name) => name !== 'scope.md'));
  await discover(steps.ports, stored);
});

test('a rollback request is judged by the roles of the engagement file, and booked once', async () => {
  const request = (id: string, role: string, by: string) =>
    judgeRollbackRequest(steps.ports, stored, {
      engagement: 'demo',
      id,
      received: [{ environment: 'sandbox', by, role }],
      at: new Date().toISOString(),
      closed: null,
    });
  expect((await request('r1', 'finance', 'fay@northwind.example')).verdict).toMatchObject({ counted: false });
  expect((await request('r2', 'admin', 'ada@northwind.example')).verdict).toEqual({ counted: true });
  await request('r2', 'admin', 'ada@northwind.example');
  expect((await audited()).slice(-2)).toEqual(['rollback request refused', 'rollback request counted']);
});

describe('after a rehearsal', () => {
  let staging: string;
  const first = { engagement: 'demo', environment: 'sandbox', run: 'full-1' } as const;
  const rehearsal = () => gate('rehearsal', { run: first, staging });
  beforeAll(async () => {
    staging = (await steps.extract('full-1')).name;
    await steps.load('sandbox', 'full', staging);
  });

  test('the summary states what was measured, and names what was not', async () => {
    const { summary } = await gatherEvidence(steps.ports, stored, rehearsal());
    expect(summary).toMatch(/sandbox, full-1: created [\d,]+ Accounts, .* The counts agree in 13 phases\./);
    expect(summary).toContain('No field was read back.');
    for (const module of stored.modules) await verifyModule(steps.ports, stored, { ...first, module }, never);
    const verified = await gatherEvidence(steps.ports, stored, rehearsal());
    expect(verified.summary).toMatch(/[\d,]+ fields of [\d,]+ records were read back and agree\./);
  });

  test('another staging manifest makes other evidence', async () => {
    const shown = await digest(rehearsal());
    const path = join(steps.folder, 'staging', staging, 'manifest.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/"rows": \d+/, '"rows": 1'));
    expect(await digest(rehearsal())).not.toBe(shown);
    writeFileSync(path, text);
    expect(await digest(rehearsal())).toBe(shown);
  });

  test('a later gate shows nothing of an earlier rehearsal', async () => {
    await steps.rollBack('sandbox');
    const second = await steps.load('sandbox', 'full', staging);
    expect(second.run.run).toBe('full-2');
    const about = gate('production', { run: second.run, staging });
    const names = await namesAt(about);
    expect(names).toContain('reconciliation-sandbox-full-2-Accounts.md');
    expect(names.filter((name) => name.includes('sandbox-full-1') || name.startsWith('rollback'))).toEqual([]);
    await steps.rollBack('sandbox');
    expect(await namesAt(about)).toContain('rollback-sandbox.md');
    expect((await gatherEvidence(steps.ports, stored, about)).summary).toContain('It was rolled back.');
  });

  test('the extraction of a dry run is evidence of the load of the dry run, and of no other', async () => {
    const { run } = await steps.load('sandbox', 'full', staging);
    await writeDocument(steps.ports, stored, { kind: 'extraction', title: 'extraction-dry-run-1' }, 'A trial.', {});
    const names = await namesAt(gate('rehearsal', { run, staging }));
    expect(names).toContain('extraction-full-1.md');
    expect(names).not.toContain('extraction-dry-run-1.md');
    const ofTrial = await namesAt(gate('exception:Accounts', { run, staging: 'demo/dry-run-1' }));
    expect(ofTrial).toContain('extraction-dry-run-1.md');
    await steps.rollBack('sandbox');
  });

  test('what an earlier cutover wrote is no evidence of the next one, except its fallback at the gate freeze', async () => {
    await prepareCutover(steps.ports, stored);
    await writeDocument(steps.ports, stored, { kind: 'quiet-check' }, 'It is still.', {});
    await describeFallback(steps.ports, stored, { engagement: 'demo', gate: 'acceptance', steps: [], remark: null });
    const shown = async () => {
      const gates = ['freeze', 'exception:fallback', 'exception:quiet-check', 'go-live'] as const;
      const ofGate = async (name: (typeof gates)[number]) =>
        (await namesAt(gate(name))).filter((one) => /^(fallback|quiet-check)\.md$/.test(one));
      return Object.fromEntries(await Promise.all(gates.map(async (name) => [name, await ofGate(name)] as const)));
    };
    expect(await shown()).toEqual({
      freeze: ['fallback.md'],
      'exception:fallback': ['fallback.md', 'quiet-check.md'],
      'exception:quiet-check': ['quiet-check.md'],
      'go-live': ['quiet-check.md'],
    });
    await prepareCutover(steps.ports, stored);
    expect(await shown()).toEqual({
      freeze: ['fallback.md'],
      'exception:fallback': [],
      'exception:quiet-check': [],
      'go-live': [],
    });
  });

  test('the acceptance covers the content of the files that are handed off', async () => {
    await handOff(steps.ports, stored);
    const shown = await gatherEvidence(steps.ports, stored, gate('acceptance'));
    const file = shown.documents.find(({ name }) => name.endsWith('.csv'));
    expect(file).toBeDefined();
    expect(shown.summary).toContain(file?.name);
    writeFileSync(file?.path ?? '', 'nothing\n');
    expect(await digest(gate('acceptance'))).not.toBe(shown.digest);
  });
});
