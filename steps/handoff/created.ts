import { readDocument } from '../../connectors/ledger/documents.ts';
import { listSchemaChanges } from '../../connectors/ledger/schema-changes.ts';
import { countStaying } from '../../connectors/ledger/staying.ts';
import {
  createdColumns,
  createdRows,
  manualColumns,
  manualRows,
  ownerColumns,
  ownerRows,
} from '../../domain/handoff/created.ts';
import type { SchemaPlan } from '../../schemas/schema-plan.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { schemaPlanName } from '../schema/plan.ts';
import { each } from './table-file.ts';
import type { TeamFolders } from './team-folders.ts';

/** Tables for the administrators of Zoho: what was created, what is left to do, and whose records are whose. */
export async function describeCreated(
  { ledger }: Ports,
  { engagement, mapping, owners, profile }: StoredEngagement,
  folders: TeamFolders,
): Promise<void> {
  const { slug } = engagement;
  const { environment } = folders;
  const changes = await listSchemaChanges(ledger, { engagement: slug, environment });
  const made = changes.filter(({ fieldId }) => fieldId !== null);
  const staying = (await countStaying(ledger, slug)).filter((one) => one.environment === environment);
  const created = createdRows({ slug, system: profile.system, mapping }, made, staying);
  await folders.table(
    {
      file: 'admin/created.csv',
      what: `what the migration created in ${folders.isDryRun ? 'the sandbox' : 'production'}`,
      from: 'migration',
    },
    createdColumns,
    each(created),
  );
  const plan = await readDocument(ledger, slug, { name: schemaPlanName });
  const plans = plan?.body == null ? [] : (JSON.parse(plan.body) as SchemaPlan[]);
  const planned = plans.filter((one) => one.environment === environment).flatMap(({ manual }) => manual);
  await folders.table(
    { file: 'admin/by-hand.csv', what: 'what an administrator must do in Zoho', from: 'migration' },
    manualColumns,
    each(manualRows(planned)),
  );
  await folders.table(
    {
      file: 'admin/owners.csv',
      what: 'users of the source, and the user of Zoho who has their records',
      from: 'migration',
    },
    ownerColumns,
    each(ownerRows(owners)),
  );
  const { counts, notes } = folders.of('admin');
  for (const { module, created: count } of staying) counts.push({ what: `records created in ${module}`, rows: count });
  const unsure = changes.length - made.length;
  if (unsure > 0)
    notes.push(
      `${unsure} changes of fields were begun and never seen in Zoho. They are not in created.csv: check them there.`,
    );
  notes.push('Automations must be switched on again by hand: read automations.csv and by-hand.csv.');
}
