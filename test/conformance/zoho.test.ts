import { startWatchedEmulator } from '../emulators/zoho/shapes.ts';
import { accessToEmulator, accessToSandbox, liveVariables, openTarget, type Access, type Target } from './target.ts';
import { expectations } from './zoho.ts';

function testAll(open: () => Promise<{ access: Access; close: () => Promise<void> }>): void {
  let target: Target;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const opened = await open();
    close = opened.close;
    target = await openTarget(opened.access);
  });
  afterAll(async () => {
    await target.clean();
    await close();
  });
  for (const { says, check } of expectations) test(says, () => check(target), 120_000);
}

describe('the emulator', () => {
  testAll(async () => {
    const emulator = await startWatchedEmulator({ behaviour: { searchLagMs: 300, bulkMs: 300 } });
    return { access: accessToEmulator(emulator), close: () => emulator.close() };
  });
});

describe('a real sandbox', () => {
  const access = accessToSandbox(process.env);
  if (access) testAll(() => Promise.resolve({ access, close: () => Promise.resolve() }));
  else test.skip(`is not tested, because ${liveVariables.join(', ')} are not set`, () => undefined);
});

test('a live run is rejected when a variable is missing or the org is not a sandbox', async () => {
  expect(() => accessToSandbox({ ZOHO_LIVE_ORG_ID: '1' })).toThrow(/ZOHO_LIVE_CLIENT_ID/);
  const emulator = await startWatchedEmulator();
  const production = emulator.orgs.find((org) => org.environment === 'production');
  const { id = '', refreshToken = '' } = production ?? {};
  const access = { ...accessToEmulator(emulator), orgId: id, refreshToken };
  await expect(openTarget(access)).rejects.toThrow(/org 20090000001 \(production\)/);
  await emulator.close();
});
