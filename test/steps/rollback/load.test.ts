import { ConnectorError } from '../../../connectors/error.ts';
import { isComplete } from '../../../domain/rollback-report.ts';
import type { PhaseRef, RunRef } from '../../../schemas/refs.ts';
import { applySchema } from '../../../steps/schema/apply.ts';
import { loadLane } from '../../../steps/load/load-lane.ts';
import { beginPhase } from '../../../steps/phase.ts';
import type { Ports, StoredEngagement } from '../../../steps/ports.ts';
import { checkRollback } from '../../../steps/rollback/check.ts';
import { closeEnvironment } from '../../../steps/rollback/close.ts';
import { removeFields } from '../../../steps/rollback/fields.ts';
import { removeRecords } from '../../../steps/rollback/lane.ts';
import { endRollback, previewRollback } from '../../../steps/rollback/rollback.ts';
import { survey } from '../../../steps/survey.ts';
import { transform } from '../../../steps/transform/transform.ts';
import { contentOf } from '../../support/compare.ts';
import { eventually } from '../../support/eventually.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

/** The rollback of a load that runs, of one that has ended, and of one whose mapping has changed. */
let steps: StepsEngagement;
let stored: StoredEngagement;
let staging: string;
let before: ReturnType<typeof contentOf>;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  stored = await steps.open();
  staging = (await steps.extract('full-1')).name;
  before = contentOf(steps.state('sandbox'));
});
afterAll(() => steps.close());

const never = new AbortController().signal;
const sandbox = { engagement: 'demo', environment: 'sandbox' } as const;
const content = () => contentOf(steps.state('sandbox'));

/** Opens a run up to its first phase. */
async function openAccounts(name: string): Promise<PhaseRef> {
  const run: RunRef = { ...sandbox, run: name };
  await survey(steps.ports, stored, run);
  await transform(steps.ports, stored, { ...run, kind: 'full', staging });
  await applySchema(steps.ports, stored, run);
  const phase = { ...run, module: 'Accounts' } as const;
  await beginPhase(steps.ports, stored, phase);
  return phase;
}

const laneOf = (phase: PhaseRef) => ({ ...phase, pass: 'base', lane: 0, lanes: 1, slice: 1_000_000 }) as const;

test('a request that a lane has sent before its run was closed is waited for, found and undone', async () => {
  const phase = await openAccounts('full-1');
  steps.emulator.admin.faults.set([{ kind: 'latency', method: 'POST', path: '^/Accounts$', share: 1, ms: 1_000 }]);
  const lane = loadLane(steps.ports, stored, laneOf(phase), never);
  const fenced = expect(lane).rejects.toMatchObject({ kind: 'fenced' });
  await eventually(
    () => Promise.resolve(steps.emulator.admin.faults.counts()['latency'] ? true : undefined),
    'a request of the lane to be under way',
  );
  const closedAt = Date.now();
  const { quietAt } = await closeEnvironment(steps.ports, stored, sandbox);
  expect(Date.parse(quietAt ?? '')).toBeGreaterThanOrEqual(closedAt + 2 * steps.ports.requestTimeoutMs - 1_000);
  await fenced;
  steps.emulator.admin.faults.set([]);
  expect(steps.state('sandbox')['Accounts']?.records.length).toBeGreaterThan(0);
  const { report } = await steps.rollBack('sandbox');
  expect(isComplete(report)).toBe(true);
  expect(report.modules).toMatchObject([{ module: 'Accounts', deleted: expect.any(Number) }]);
  expect(content()).toEqual(before);
});

test('an update of ours whose response was not booked is no edit by people', async () => {
  const phase = await openAccounts('full-2');
  await loadLane(steps.ports, stored, laneOf(phase), never);
  steps.emulator.admin.faults.set([{ kind: 'latency', method: 'PUT', path: '^/Accounts$', share: 1, ms: 1_500 }]);
  // Zoho shows whole seconds.
  steps.emulator.admin.time.aheadMs += 5_000;
  const updates = steps.emulator.admin.faults.counts()['latency'] ?? 0;
  const lane = loadLane(steps.ports, stored, { ...laneOf(phase), pass: 'custom' }, never);
  const fenced = expect(lane).rejects.toMatchObject({ kind: 'fenced' });
  await eventually(
    () => Promise.resolve((steps.emulator.admin.faults.counts()['latency'] ?? 0) > updates ? true : undefined),
    'an update to be under way',
  );
  await closeEnvironment(steps.ports, stored, sandbox);
  await fenced;
  steps.emulator.admin.faults.set([]);
  const { report } = await steps.rollBack('sandbox');
  expect(report.left).toEqual([]);
  expect(isComplete(report)).toBe(true);
  expect(content()).toEqual(before);
});

test('a lane of a closed run sends nothing more, also when it is in the middle of a batch', async () => {
  const phase = await openAccounts('full-3');
  const impatient: Ports = { ...steps.ports, requestTimeoutMs: 0 };
  const inserts: string[] = [];
  const ports: Ports = {
    ...impatient,
    openZoho(...args) {
      const zoho = steps.ports.openZoho(...args);
      return {
        ...zoho,
        async insert(module) {
          inserts.push(module);
          await closeEnvironment(impatient, stored, sandbox);
          throw new ConnectorError('unknown-outcome', 'the response was lost');
        },
      };
    },
  };
  await expect(loadLane(ports, stored, laneOf(phase), never)).rejects.toMatchObject({ kind: 'fenced' });
  expect(inserts).toHaveLength(1);
  await steps.rollBack('sandbox');
  expect(content()).toEqual(before);
});

test('a lane of the rollback that is killed between a deletion and its booking goes on where it was', async () => {
  const { reports } = await steps.load('sandbox', 'full', staging);
  await closeEnvironment(steps.ports, stored, sandbox);
  const preview = await previewRollback(steps.ports, stored, sandbox, never);
  const { ledger } = steps.ports;
  for (const { module } of preview.modules) {
    const lane = { ...sandbox, module, lane: 0, lanes: 1 };
    let left = 1;
    const killed: Ports = {
      ...steps.ports,
      ledger: {
        ...ledger,
        transaction(work) {
          left -= 1;
          // The first transaction opens no records: it books the first batch.
          return left < 0 ? ledger.transaction(work) : Promise.reject(new Error('killed'));
        },
      },
    };
    await expect(removeRecords(killed, stored, lane, never)).rejects.toThrow('killed');
    await removeRecords(steps.ports, stored, lane, never);
  }
  await checkRollback(steps.ports, stored, sandbox);
  await removeFields(steps.ports, stored, sandbox);
  const report = await endRollback(steps.ports, stored, sandbox);
  expect(isComplete(report)).toBe(true);
  const created = reports.reduce((sum, { outcomes }) => sum + outcomes.created, 0);
  expect(report.modules.reduce((sum, one) => sum + one.deleted, 0)).toBe(created);
  expect(content()).toEqual(before);
});

test('a module that was dropped from the mapping is rolled back too, and a new load starts from the state before', async () => {
  const first = await steps.load('sandbox', 'full', staging);
  steps.edit('mapping.yml', /^ {2}Invoices:[\s\S]*?(?=^ {2}\S)/m, '');
  stored = await steps.open();
  expect(stored.modules).not.toContain('Invoices');
  const { preview, report } = await steps.rollBack('sandbox');
  expect(preview.modules.map(({ module }) => module)).toContain('Invoices');
  expect(isComplete(report)).toBe(true);
  expect(content()).toEqual(before);
  const second = await steps.load('sandbox', 'full', staging);
  const createdIn = ({ reports }: typeof first) =>
    reports.flatMap(({ module, outcomes }) => (module === 'Invoices' ? [] : [[module, outcomes.created]]));
  expect(createdIn(second)).toEqual(createdIn(first));
});
