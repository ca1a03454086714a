import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('the emulator logs each call with its status and code, without query and bodies', async () => {
  const emulator = spawn(process.execPath, ['--import', 'tsx', 'emulators/zoho/main.ts', '--json'], { cwd: root });
  try {
    const [ready] = (await once(createInterface({ input: emulator.stdout }), 'line')) as [string];
    const { apiUrl } = JSON.parse(ready) as { apiUrl: string };
    await fetch(`${apiUrl}/crm/v8/Contacts/search?email=jane@roe.example`);
    const lines: unknown[] = [];
    for await (const line of createInterface({ input: emulator.stderr })) if (lines.push(JSON.parse(line)) === 2) break;
    expect(lines).toEqual([
      expect.objectContaining({ level: 'info', msg: 'emulator ready' }),
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        org: null,
        method: 'GET',
        path: '/crm/v8/Contacts/search',
        status: 401,
        code: 'AUTHENTICATION_FAILURE',
        ms: expect.any(Number),
        msg: 'call',
      },
    ]);
  } finally {
    emulator.kill();
    await once(emulator, 'exit');
  }
});
