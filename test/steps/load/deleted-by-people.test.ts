import { deletedReason } from '../../../steps/load/explain-deleted.ts';
import { reopenRecords } from '../../../connectors/ledger/retry.ts';
import { findRun } from '../../../connectors/ledger/runs.ts';
import { deliver, prepareDelivery, sandboxOf } from '../../support/small-delivery.ts';
import type { StepsEngagement } from '../../support/steps.ts';

const mapping = `modules:
  Contacts:
    custom:
      Tier: { type: text, length: 20 }
    sources:
      - object: subscribers
        fields: { Last_Name: { from: name, required: true } }
        custom: { Tier: { from: tier } }
  Notes:
    sources:
      - object: notes
        fields: { Note_Content: { from: text, required: true }, Parent_Id: { from: owner, lookup: subscribers, required: true } }
`;
const rows = {
  subscribers: 'NO,NAME,TIER\nS1,Ash,Gold\nS2,Birch,Gold\nS3,Cedar,Gold\n',
  notes: 'NO,OWNER,TEXT\nN1,S1,First\nN2,S1,Second\n',
};

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareDelivery({ rows, mapping });
  await steps.open();
});
afterAll(() => steps.close());

/** Deletes a record as a person does. @returns what restores it from the recycle bin */
function removeByHand(module: string, isLike: (values: Record<string, unknown>) => boolean): () => void {
  const { records } = sandboxOf(steps).modules.get(module)!;
  const [id, record] = [...records].find(([, { values }]) => isLike(values))!;
  records.delete(id);
  return () => void records.set(id, record);
}

test('a change of a record that people deleted says so, and arrives when they have restored it', async () => {
  await steps.load('sandbox', 'full', (await steps.extract('full-1')).name);
  const restore = [
    removeByHand('Notes', (values) => values['Note_Content'] === 'First'),
    removeByHand('Contacts', (values) => values['Last_Name'] === 'Birch'),
    removeByHand('Contacts', (values) => values['Last_Name'] === 'Cedar'),
  ];
  deliver(steps, {
    subscribers: rows.subscribers.replace('Birch', 'Beech').replace('Cedar,Gold', 'Cedar,Silver'),
    notes: rows.notes.replace('First', 'Changed').replace('Second', 'Other'),
  });
  const { run, reports } = await steps.load('sandbox', 'delta', (await steps.extract('delta-1')).name);
  const rejected = ({ reasons }: (typeof reports)[number]) => reasons.filter(({ outcome }) => outcome === 'rejected');
  expect(rejected(reports.at(-1)!)).toEqual([{ outcome: 'rejected', reason: deletedReason, count: 1 }]);
  expect(rejected(reports[0]!)).toEqual([{ outcome: 'rejected', reason: deletedReason, count: 2 }]);

  for (const undo of restore) undo();
  await reopenRecords(steps.ports.ledger, await findRun(steps.ports.ledger, run), { reason: deletedReason });
  for (const module of ['Contacts', 'Notes']) {
    const { outcomes } = await steps.loadModule({ ...run, module });
    expect([module, outcomes.rejected]).toEqual([module, 0]);
  }
  const { Notes: notes, Contacts: people } = steps.state('sandbox');
  expect(notes!.records.map((one) => one['Note_Content']).sort()).toEqual(['Changed', 'Other']);
  expect(people!.records.map((one) => `${String(one['Last_Name'])} ${String(one['Tier'])}`).sort()).toEqual([
    'Ash Gold',
    'Beech Gold',
    'Cedar Silver',
  ]);
});
