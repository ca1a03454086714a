import { judgeAutomations, unreadAutomations } from '../../../domain/preflight/judge-automations.ts';

const rule = (name: string, runsOn: string, isActive = true) => ({ module: 'Invoices', name, runsOn, isActive });

test('rules that a write starts are named and pass, because the load starts none', () => {
  expect(judgeAutomations([rule('Remind', 'create_or_edit'), rule('Off', 'date_or_datetime', false)])).toEqual({
    ...{ state: 'pass', affected: 0, fix: null },
    what: 'The load starts none of the workflow rules that are on: Invoices: Remind.',
  });
  expect(judgeAutomations([]).what).toBe('No workflow rule of the mapped modules is on.');
});

test.each(['date_or_datetime', 'score_increase', 'rollup_summary_update', 'recommendation'])(
  'a rule that runs by itself (%s) is a warning, because it runs for migrated records too',
  (runsOn) => {
    const found = judgeAutomations([rule('Remind', 'field_update'), rule('Dunning', runsOn)]);
    expect(found).toMatchObject({ state: 'warn', affected: 1 });
    expect(found.what).toContain('migrated records too: Invoices: Dunning.');
  },
);

test('rules that can not be read are a warning with the scope', () => {
  expect(unreadAutomations('OAUTH_SCOPE_MISMATCH', 'ZohoCRM.settings.workflow_rules.READ')).toMatchObject({
    ...{ state: 'warn', fix: expect.stringContaining('ZohoCRM.settings.workflow_rules.READ') as string },
  });
});
