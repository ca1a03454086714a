import type { Ports, StoredEngagement } from '../../../steps/ports.ts';
import { transform, type TransformSizes } from '../../../steps/transform/transform.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
let staging: string;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 60 });
  stored = await steps.open();
  staging = (await steps.extract('full-1')).name;
});
afterAll(() => steps.close());

const whole: TransformSizes = { sectionBytes: 2 ** 20, threadsFrom: Infinity };
const small: TransformSizes = { sectionBytes: 2_000, threadsFrom: Infinity };

let runs = 0;
/** Transforms into a run of its own that is rolled back afterwards, and returns everything that it wrote. */
async function transformed(attempts: (attempt: (sizes: TransformSizes, ports?: Ports) => Promise<unknown>) => unknown) {
  const { ledger } = steps.ports;
  const ref = { engagement: 'demo', environment: 'sandbox', run: `full-${(runs += 1)}` } as const;
  await attempts((sizes, ports = steps.ports) => transform(ports, stored, { ...ref, kind: 'full', staging }, sizes));
  const [run] = await ledger.query<{ id: number; routed: unknown }>('select id, routed from run where name = $1', [
    ref.run,
  ]);
  const id = [run?.id];
  const values = await ledger.query(
    `select v.key, v.base, v.custom, v.refs from record_value v join phase p on p.module = v.module and p.run = $1
     where v.no > coalesce((select max(last_no) from slice join phase q on q.run = slice.run where slice.run < $1), 0)
     order by v.no`,
    id,
  );
  const decided = await ledger.query(
    'select key, outcome, survivor, reason from decided where run = $1 order by 1',
    id,
  );
  const remarks = await ledger.query('select key, field, rule from remark where run = $1 order by 1, 2, 3', id);
  await ledger.query(`update run set state = 'rolled-back' where id = $1`, id);
  return { routed: run?.routed, values, decided, remarks };
}

/** Ports whose ledger is lost after some more parts. */
function losing(parts: number): Ports {
  const { ledger } = steps.ports;
  let left = parts + 1;
  return {
    ...steps.ports,
    ledger: {
      ...ledger,
      transaction: (work) =>
        ledger.transaction(async (client) => {
          const result = await work(client);
          const { rowCount } = await client.query(
            `select from transformed_part where xmin = pg_current_xact_id()::xid`,
          );
          if (rowCount && (left -= 1) < 0) throw new Error('killed');
          return result;
        }),
    },
  };
}

test('small sections give the same records, decisions and remarks in the same order as large ones', async () => {
  const large = await transformed((attempt) => attempt(whole));
  expect(large.values.length).toBeGreaterThan(500);
  expect(await transformed((attempt) => attempt(small))).toEqual(large);
});

test('threads give the same as the main thread', async () => {
  const here = await transformed((attempt) => attempt(small));
  expect(await transformed((attempt) => attempt({ ...small, threadsFrom: 0 }))).toEqual(here);
});

test('an attempt that fails in between is continued by the next one, which repeats no section', async () => {
  const calm = await transformed((attempt) => attempt(small));
  const sealed: number[] = [];
  const count = async () => {
    const [row] = await steps.ports.ledger.query<{ parts: number }>(
      'select count(*)::int as parts from transformed_part',
    );
    sealed.push(row?.parts ?? 0);
  };
  const interrupted = await transformed(async (attempt) => {
    for (let kill = 0; kill < 5; kill += 1) {
      await expect(attempt(small, losing(5))).rejects.toThrow('killed');
      await count();
    }
    await attempt(small);
    await count();
  });
  expect(interrupted).toEqual(calm);
  expect(sealed.slice(0, 5)).toEqual([...sealed.slice(0, 5)].sort((a, b) => a - b));
  expect(sealed[4]).toBeGreaterThan(sealed[0] ?? 0);
  expect(sealed[5]).toBe(0);
});
