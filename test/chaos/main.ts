import { parseArgs } from 'node:util';
import { runChaos } from './chaos.ts';
import { report } from './report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    faults: { type: 'string', default: '500' },
    /** Only this run of the schedule. */
    run: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const numbers = [values.seed, values.faults, values.run ?? '1'];
if (!numbers.every((one) => /^\d+$/.test(one))) {
  process.stderr.write('Usage: npm run chaos -- [--seed n] [--faults n] [--run n] [--json]. Nothing was started.\n');
  process.exit(2);
}
const options = { seed: Number(values.seed), faults: Number(values.faults) };
const only = values.run === undefined ? {} : { run: Number(values.run) };
const result = await runChaos({ ...options, ...only, log: (line) => void process.stderr.write(`${line}\n`) });
process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : report(result));
process.exit(result.violations.length > 0 ? 1 : 0);
