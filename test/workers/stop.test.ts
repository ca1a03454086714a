import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const stop = fileURLToPath(new URL('../../workers/stop.ts', import.meta.url));
/** A worker that never gets done with what is under way. */
const stubborn = `
  const { stopSignal } = await import(${JSON.stringify(stop)});
  stopSignal().addEventListener('abort', () => console.log('stopping'));
  setInterval(() => {}, 1_000);
  console.log('started');`;

test('the second signal ends a worker at once, whatever is still under way', async () => {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', stubborn];
  const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(worker, 'exit');
  await once(worker.stdout, 'data');
  worker.kill('SIGTERM');
  expect(String(await once(worker.stdout, 'data'))).toContain('stopping');
  worker.kill('SIGTERM');
  expect(await ended).toEqual([1, null]);
});
