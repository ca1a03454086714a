import { appendFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { changeOn } from './writer.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    log: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'pause-ms': { type: 'string', default: '250' },
  },
});
const { url, log, seed, 'pause-ms': pauseMs } = values;
if (!url || !log || !/^\d+$/.test(seed) || !/^\d+$/.test(pauseMs)) {
  process.stderr.write(
    'Usage: live/main.ts --url postgres://… --log FILE [--seed n] [--pause-ms 250]\nNothing was changed.\n',
  );
  process.exit(2);
}
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
writeFileSync(log, '');
process.stdout.write(`${JSON.stringify({ writing: true })}\n`);
// A line for each committed change, so that a comparison afterwards knows what was removed.
for await (const change of changeOn({ url, seed: Number(seed), pauseMs: Number(pauseMs) }, stopping.signal))
  appendFileSync(log, `${JSON.stringify(change)}\n`);
