import { portage } from './portage.ts';

test('matches are listed from the ledger itself, whose URL must not be an argument', async () => {
  const { code, stderr } = await portage(['matches', 'list', 'demo', '--ledger', 'postgres://user:secret@db/ledger']);
  expect(code).toBe(2);
  expect(stderr).toContain('The URL of the ledger must not be an argument.');
  expect(stderr).not.toContain('secret');
});
