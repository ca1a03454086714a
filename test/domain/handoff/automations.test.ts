import { automationRows } from '../../../domain/handoff/automations.ts';

test('rules that are off come first, with what to do', () => {
  const rows = automationRows([
    { module: 'Invoices', name: 'Remind', runsOn: 'create_or_edit', isActive: true },
    { module: 'Accounts', name: 'Welcome', runsOn: 'create', isActive: false },
  ]);
  expect(rows).toEqual([
    {
      ...{ module: 'Accounts', kind: 'workflow rule', name: 'Welcome', runs_on: 'create', state: 'off' },
      to_do: 'Switch it on again, if it was switched off for the load.',
    },
    expect.objectContaining({ name: 'Remind', state: 'on' }),
  ]);
});
