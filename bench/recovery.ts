/**
 * Measures how soon a load continues after its worker was killed: the time from the start of the new worker to its next
 * call to Zoho.
 * node tools/run.mjs --import tsx bench/recovery.ts [--kills 10]
 */
import { parseArgs } from 'node:util';
import { orgs, prepareEngagement } from '../test/support/engagement.ts';
import { eventually } from '../test/support/eventually.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '10' } } });

const engagement = await prepareEngagement({ accounts: 1_000 });
engagement.edit('engagement.yml', 'lanes: 10', 'lanes: 4');
await engagement.start();
await engagement.signUntil('production');
await engagement.admin('POST', 'latency', { ms: 400 });
await engagement.sign();

interface Logged {
  number: number;
  at: number;
  org: string | null;
  method: string;
}
let last = 0;
const callAfter = async (moment: number): Promise<number> =>
  eventually(async () => {
    const calls = await engagement.admin<Logged[]>('GET', `requests?since=${last}`);
    const next = calls.find((call) => call.at >= moment && call.org === orgs.production);
    last = calls.at(-1)?.number ?? last;
    return next?.at;
  }, 'the next call');

const seconds: number[] = [];
await engagement.until((seen) =>
  seen.reports.some((one) => one.environment === 'production' && one.module === 'Products'),
);
for (let kill = 1; kill <= Number(values.kills); kill += 1) {
  await callAfter(Date.now() + 300);
  engagement.worker().kill('SIGKILL');
  await engagement.worker().exited;
  // Calls that the dead worker had sent are answered late; only what comes after them counts.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const started = Date.now();
  await engagement.startWorker();
  seconds.push(Math.round(((await callAfter(started)) - started) / 100) / 10);
}
seconds.sort((a, b) => a - b);
const median = seconds[Math.floor(seconds.length / 2)];
process.stdout.write(
  `${JSON.stringify({ kills: seconds.length, nextCallSeconds: { median, worst: seconds.at(-1) }, all: seconds })}\n`,
);
await engagement.close();
