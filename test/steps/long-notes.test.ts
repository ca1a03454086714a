import type { StoredEngagement } from '../../steps/ports.ts';
import { loadLane } from '../../steps/load/load-lane.ts';
import { reportPhase } from '../../steps/phase.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { beginLast, deliver, onlyLane, prepareDelivery, sandboxOf } from '../support/small-delivery.ts';
import { never, type StepsEngagement } from '../support/steps.ts';

/** A text of about so many characters, in which each place is different. */
const textOf = (characters: number, word = 'Call'): string =>
  Array.from({ length: Math.ceil(characters / 20) }, (_, line) => `${word} ${line} – 😀 said,`.padEnd(20)).join('');

const notes: Record<string, { author: string; text: string }> = {
  N1: { author: 'anna', text: textOf(150_000) },
  // A title that names a secret, and the key behind it is none.
  N2: { author: 'passwd', text: 'Wants paper bills (1 of 3)' },
  N3: { author: 'bert', text: textOf(100_000) },
};
const mapping = `modules:
  Contacts:
    sources:
      - { object: subscribers, fields: { Last_Name: { from: name, required: true } } }
  Notes:
    sources:
      - object: notes
        fields:
          Note_Title: { from: author }
          Note_Content: { from: text, split: true, required: true }
          Parent_Id: { from: customer, lookup: subscribers, required: true }
`;

let steps: StepsEngagement;
let stored: StoredEngagement;
const rowsOf = (changes: typeof notes = {}) => {
  const rows = Object.entries({ ...notes, ...changes });
  const lines = rows.map(([no, { author, text }]) => `${no},S1,${author},"${text}"`);
  return { notes: ['NO,CUSTOMER,AUTHOR,TEXT', ...lines, ''].join('\n') };
};
beforeAll(async () => {
  steps = await prepareDelivery({ rows: { subscribers: 'NO,NAME\nS1,Ash\n', ...rowsOf() }, mapping });
  steps.ports.requestTimeoutMs = 500;
  stored = await steps.open();
});
beforeEach(() => steps.emulator.admin.faults.set([]));
afterAll(() => steps.close());

const inZoho = () => steps.state('sandbox')['Notes']!.records;
const titles = () =>
  inZoho()
    .map((one) => String(one['Note_Title']))
    .sort();
/** The text of a note, from the parts in the order of their titles. */
const textInZoho = (id: string) =>
  inZoho()
    .filter(({ Note_Title: title }) => String(title).includes(`:${id}]`))
    .sort((one, other) => (String(one['Note_Title']) < String(other['Note_Title']) ? -1 : 1))
    .map((one) => String(one['Note_Content']))
    .join('');
const load = async (kind: 'full' | 'delta', staging: string) => {
  const { name } = await steps.extract(staging);
  const { run, reports } = await steps.load('sandbox', kind, name);
  return { phase: { ...run, module: 'Notes' } as const, report: reports.at(-1)! };
};
const agrees = async (phase: Awaited<ReturnType<typeof load>>['phase']) =>
  (await verifyModule(steps.ports, stored, phase, never)).agrees;

const whole = [
  'anna [acme:notes:N1] (1 of 3)',
  'anna [acme:notes:N1] (2 of 3)',
  'anna [acme:notes:N1] (3 of 3)',
  'bert [acme:notes:N3] (1 of 2)',
  'bert [acme:notes:N3] (2 of 2)',
  'passwd [acme:notes:N2]',
];

test('a text that is too long for one note becomes several, which count and are verified and rolled back as one', async () => {
  const { phase, report } = await load('full', 'full-1');
  expect(report).toMatchObject({
    identityClosed: true,
    gaps: [],
    objects: [{ extracted: 3, outcomes: { created: 3 } }],
  });
  expect(report.remarks).toEqual([{ field: 'Note_Content', rule: 'repaired:split', count: 2 }]);
  expect(titles()).toEqual(whole);
  for (const id of ['N1', 'N2', 'N3']) expect(textInZoho(id)).toBe(notes[id]!.text);
  expect(new Set(inZoho().map((one) => `${String(one['Parent_Id'])} ${String(one['Owner'])}`)).size).toBe(1);
  expect(await agrees(phase)).toBe(true);

  const { report: rolledBack } = await steps.rollBack('sandbox');
  expect(rolledBack.left).toEqual([]);
  expect(inZoho()).toEqual([]);
  expect(steps.state('sandbox')['Contacts']!.records).toEqual([]);
});

test('each part is written once although the answers to all were lost', async () => {
  steps.emulator.admin.faults.set([
    { kind: 'reset-after-commit', method: 'POST', path: '^/Notes', share: 1, count: 2 },
  ]);
  const { phase, report } = await load('full', 'full-2');
  expect(report).toMatchObject({ identityClosed: true, gaps: [], outcomes: { created: 3 } });
  expect(titles()).toEqual(whole);
  expect(await agrees(phase)).toBe(true);
});

test('parts follow when a text becomes longer or shorter, or its author changes, also after a lost answer', async () => {
  const changes = {
    N1: { author: 'carl', text: textOf(90_000, 'Letter') },
    N2: { author: 'bert', text: textOf(140_000, 'Mail') },
    N3: { author: 'bert', text: 'Short' },
  };
  deliver(steps, rowsOf(changes));
  steps.emulator.admin.faults.set([
    { kind: 'reset-after-commit', method: 'POST', path: '^/Notes', share: 1, count: 1 },
    { kind: 'reset-after-commit', method: 'PUT', path: '^/Notes', share: 1, count: 1 },
  ]);
  const { phase, report } = await load('delta', 'delta-1');
  expect(report).toMatchObject({ identityClosed: true, gaps: [], outcomes: { updated: 3 } });
  expect(titles()).toEqual([
    'bert [acme:notes:N2] (1 of 3)',
    'bert [acme:notes:N2] (2 of 3)',
    'bert [acme:notes:N2] (3 of 3)',
    'bert [acme:notes:N3]',
    'carl [acme:notes:N1] (1 of 2)',
    'carl [acme:notes:N1] (2 of 2)',
  ]);
  for (const [id, { text }] of Object.entries(changes)) expect(textInZoho(id)).toBe(text);
  expect(new Set(inZoho().map((one) => String(one['Parent_Id']))).size).toBe(1);
  expect(await agrees(phase)).toBe(true);
});

test('a note of which Zoho refuses a part is rejected with that reason, and no part of it stays', async () => {
  await steps.rollBack('sandbox');
  deliver(steps, rowsOf());
  const { openZoho } = steps.ports;
  steps.ports.openZoho = (...args) => {
    const zoho = openZoho(...args);
    return {
      ...zoho,
      insert: async (module, records, signal) => {
        const isRefused = records.map((one) => String(one['Note_Title']).endsWith('N1] (2 of 3)'));
        const sent = await zoho.insert(
          module,
          records.filter((_, index) => !isRefused[index]),
          signal,
        );
        return isRefused.map((one) => (one ? { ok: false, code: 'NO', reason: 'NOT_ALLOWED' } : sent.shift()!));
      },
    };
  };
  const { report } = await load('full', 'full-3');
  steps.ports.openZoho = openZoho;
  expect(report).toMatchObject({ identityClosed: true, gaps: [], outcomes: { created: 2, rejected: 1 } });
  expect(report.reasons).toMatchObject([{ reason: 'part 2 of 3: NOT_ALLOWED' }]);
  expect(titles()).toEqual(whole.filter((title) => !title.includes('N1')));
});

test('a lane that dies after each call writes each part once, and a rollback after a crash leaves none', async () => {
  const { openZoho } = steps.ports;
  const died = new Error('the worker dies');
  let callsLeft = 0;
  steps.ports.openZoho = (...args) => {
    const zoho = openZoho(...args);
    return {
      ...zoho,
      insert: async (module, ...rest) => {
        const result = await zoho.insert(module, ...rest);
        if (module === 'Notes' && (callsLeft -= 1) === 0) throw died;
        return result;
      },
    };
  };
  await steps.rollBack('sandbox');
  const begin = async (name: string) => {
    const phase = await beginLast(steps, stored, name);
    const attempt = (calls: number) => {
      callsLeft = calls;
      return loadLane(steps.ports, stored, { ...phase, ...onlyLane }, never);
    };
    return { phase, attempt };
  };
  // The first parts are sent by one call, and the others by the next.
  const first = await begin('full-4');
  await expect(first.attempt(2)).rejects.toBe(died);
  expect(titles()).toEqual(whole);
  await steps.rollBack('sandbox');
  expect(titles()).toEqual([]);

  const second = await begin('full-5');
  await expect(second.attempt(1)).rejects.toBe(died);
  await expect(second.attempt(2)).rejects.toBe(died);
  await second.attempt(0);
  expect(titles()).toEqual(whole);
  expect(await reportPhase(steps.ports, stored, second.phase)).toMatchObject({ identityClosed: true, gaps: [] });
});

test('a part that is missing or changed is found by the verification, and one that people edited keeps the note', async () => {
  const phase = { engagement: 'demo', environment: 'sandbox', run: 'full-5', module: 'Notes' } as const;
  const { records } = sandboxOf(steps).modules.get('Notes')!;
  const last = [...records.values()].find(({ values }) => String(values['Note_Title']).endsWith('(3 of 3)'))!;
  const { values } = last;
  last.values = { ...values, Note_Content: 'Another text' };
  expect(await agrees(phase)).toBe(false);
  records.delete(last.id);
  expect(await agrees(phase)).toBe(false);
  const person = sandboxOf(steps).users.find(({ id }) => id !== last.modifiedBy)!.id;
  records.set(last.id, { ...last, values, modifiedBy: person, modifiedAt: last.modifiedAt + 60_000 });
  const { report } = await steps.rollBack('sandbox');
  expect(report.left.map(({ key, reason }) => [key, reason])).toContainEqual(['acme:notes:N1', 'edited by people']);
  expect(titles().map((title) => title.slice(-8))).toEqual(['(1 of 3)', '(2 of 3)', '(3 of 3)']);
});
