import { once } from 'node:events';
import { together } from '../../tools/together.mjs';

test('two pieces of work run at the same time', async () => {
  let go = () => {};
  const secondStarted = new Promise<void>((resolve) => (go = resolve));
  const results = await together(
    async () => {
      await secondStarted;
      return 'first';
    },
    () => {
      go();
      return Promise.resolve(2);
    },
  );
  expect(results).toEqual(['first', 2]);
});

test('if one fails, the other is stopped, and its error comes only when the other has ended', async () => {
  let ended = false;
  const both = together(
    () => Promise.reject(new Error('npm ci failed')),
    async (signal) => {
      await once(signal, 'abort');
      await Promise.resolve();
      ended = true;
      throw new Error('stopped');
    },
  );
  await expect(both).rejects.toThrow('npm ci failed');
  expect(ended).toBe(true);
});
