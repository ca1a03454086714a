import { automationColumns, automationRows } from '../../domain/handoff/automations.ts';
import { hasLayouts } from '../../domain/module-traits.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { readRules, ruleScope } from '../read-rules.ts';
import { withZoho } from '../with-zoho.ts';
import { each } from './table-file.ts';
import type { TeamFolders } from './team-folders.ts';

/** The workflow rules of the loaded modules, those that are off first. */
export async function describeAutomations(ports: Ports, stored: StoredEngagement, folders: TeamFolders): Promise<void> {
  const { counts, notes } = folders.of('admin');
  const modules = stored.modules.filter(hasLayouts);
  const { rules, unread } = await withZoho(
    ports,
    stored,
    { environment: folders.environment, phase: 'handoff' },
    (zoho) => readRules(zoho, modules),
  );
  const what = 'workflow rules of the loaded modules; those that are off are first';
  await folders.table(
    { file: 'admin/automations.csv', what, from: 'migration' },
    automationColumns,
    each(automationRows(rules)),
  );
  counts.push({ what: 'workflow rules that are off', rows: rules.filter(({ isActive }) => !isActive).length });
  if (unread !== null)
    notes.push(
      `The workflow rules could not be read (${unread}), so automations.csv is not complete: list them in Zoho. The scope is ${ruleScope}.`,
    );
  notes.push(
    'Blueprints, approval processes, assignment rules, scoring rules and cadences are not in automations.csv: check them in Zoho.',
  );
}
