import { noContent, type Answer } from '../http/answers.ts';
import { pageOf, type Call, type Operation } from '../http/call.ts';
import { moduleInQuery } from '../records/modules.ts';

/** The list of a module's workflow rules, all of them or those of one state. docs: get-all-workflows */
function listWorkflowRules(call: Call): Answer {
  const { name } = moduleInQuery(call);
  const state = call.query.get('status_active');
  const wanted = call.org.seed.workflowRules.filter(
    (rule) => rule.module === name && (state === null || String(rule.active) === state),
  );
  const { shown, info } = pageOf(call, wanted);
  if (shown.length === 0) return noContent;
  const workflow_rules = shown.map((rule) => ({
    ...{ name: rule.name, description: null, source: 'crm', editable: true, deletable: true },
    module: { api_name: name },
    execute_when: { type: rule.on, details: { trigger_module: { api_name: name }, repeat: false } },
    status: { active: rule.active },
  }));
  return { status: 200, body: { workflow_rules, info } };
}

export const workflowRuleOperations: Operation[] = [
  {
    call: 'GET /settings/automation/workflow_rules',
    scope: ['settings.workflow_rules', 'READ'],
    answer: listWorkflowRules,
  },
];
