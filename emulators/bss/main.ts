import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { writeDelivery } from './files.ts';
import { loadOperator } from './postgres.ts';
import type { Size } from './scale.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    size: { type: 'string', default: 'small' },
    seed: { type: 'string', default: '1' },
    answers: { type: 'string' },
    delivery: { type: 'string' },
    json: { type: 'boolean' },
  },
});
if (!(values.url ?? values.delivery) || !/^(small|medium|large|\d+)$/.test(values.size)) {
  process.stderr.write(
    'Usage: main.ts --url postgres://… and/or --delivery FOLDER [--size small|medium|large|<accounts>] [--seed n] [--answers FILE]\n',
  );
  process.exit(2);
}
const scale = (/^\d+$/.test(values.size) ? { accounts: Number(values.size) } : values.size) as Size;
const seed = Number(values.seed);
if (values.delivery) await writeDelivery(values.delivery, scale, seed);
if (values.url) {
  const { counts, answers } = await loadOperator({ connectionString: values.url, scale, seed });
  if (values.answers) await writeFile(values.answers, JSON.stringify(answers, null, 2));
  process.stdout.write(values.json ? `${JSON.stringify({ counts })}\n` : `${JSON.stringify(counts, null, 2)}\n`);
}
