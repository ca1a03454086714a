import { ConnectorError, type ErrorKind } from '../connectors/error.ts';
import type { Zoho } from '../connectors/zoho/port.ts';
import type { FoundRule } from '../domain/handoff/automations.ts';

/** What a refresh token needs to list the workflow rules. A load does not need it. */
export const ruleScope = 'ZohoCRM.settings.workflow_rules.READ';

/** What a repetition does not change: a scope, an edition, an org without the call. */
const lasting: readonly ErrorKind[] = ['forbidden', 'not-found', 'contract', 'configuration'];

/**
 * The workflow rules of modules, as far as they can be read.
 * @returns `unread`: the code or kind of the error that ended it; null if all were read
 */
export async function readRules(
  zoho: Pick<Zoho, 'workflowRules'>,
  modules: string[],
): Promise<{ rules: FoundRule[]; unread: string | null }> {
  const rules: FoundRule[] = [];
  try {
    for (const module of modules) for (const rule of await zoho.workflowRules(module)) rules.push({ module, ...rule });
    return { rules, unread: null };
  } catch (error) {
    const isLasting =
      error instanceof ConnectorError && (lasting.includes(error.kind) || error.code === 'OAUTH_SCOPE_MISMATCH');
    if (!isLasting) throw error;
    return { rules, unread: error.code ?? error.kind };
  }
}
