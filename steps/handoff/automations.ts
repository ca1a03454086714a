import { ConnectorError } from '../../connectors/error.ts';
import type { ErrorKind } from '../../connectors/error.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import { automationColumns, automationRows, type FoundRule } from '../../domain/handoff/automations.ts';
import { hasLayouts } from '../../domain/module-traits.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
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
      `The workflow rules could not be read (${unread.code ?? unread.kind}), so automations.csv is not complete: list them in Zoho. The scope is ZohoCRM.settings.workflow_rules.READ.`,
    );
  notes.push(
    'Blueprints, approval processes, assignment rules, scoring rules and cadences are not in automations.csv: check them in Zoho.',
  );
}

/** What a repetition does not change: a scope, an edition, an org without the call. */
const lasting: readonly ErrorKind[] = ['forbidden', 'not-found', 'contract', 'configuration'];

async function readRules(
  zoho: Pick<Zoho, 'workflowRules'>,
  modules: string[],
): Promise<{ rules: FoundRule[]; unread: ConnectorError | null }> {
  const rules: FoundRule[] = [];
  try {
    for (const module of modules) for (const rule of await zoho.workflowRules(module)) rules.push({ module, ...rule });
    return { rules, unread: null };
  } catch (error) {
    const isLasting =
      error instanceof ConnectorError && (lasting.includes(error.kind) || error.code === 'OAUTH_SCOPE_MISMATCH');
    if (!isLasting) throw error;
    return { rules, unread: error };
  }
}
