import { z } from 'zod';
import { contractFailure, type Http } from './http.ts';
import type { ReadsAutomations, WorkflowRule } from './port.ts';

const path = '/settings/automation/workflow_rules';
/** docs: get-all-workflows */
const perPage = 200;

const Rules = z.looseObject({
  workflow_rules: z.array(
    z.looseObject({ name: z.string(), execute_when: z.looseObject({ type: z.string().nullish() }).nullish() }),
  ),
  info: z.looseObject({ more_records: z.boolean() }),
});

/** Workflow rules of a module. They are asked for by their state, so that it need not be read from them. docs: get-all-workflows */
export function automationCalls(http: Http): ReadsAutomations {
  async function rulesOf(module: string, isActive: boolean, signal?: AbortSignal): Promise<WorkflowRule[]> {
    const found: WorkflowRule[] = [];
    for (let page = 1; ; page += 1) {
      const query = { module, status_active: String(isActive), page: String(page), per_page: String(perPage) };
      const body = await http.call({ method: 'GET', path, query, signal });
      if (body === null) return found;
      const response = Rules.safeParse(body);
      if (!response.success) throw contractFailure(`the workflow rules of ${module}`);
      for (const { name, execute_when } of response.data.workflow_rules)
        found.push({ name, runsOn: execute_when?.type ?? '', isActive });
      if (!response.data.info.more_records) return found;
    }
  }
  return {
    workflowRules: async (module, signal) => [
      ...(await rulesOf(module, true, signal)),
      ...(await rulesOf(module, false, signal)),
    ],
  };
}
