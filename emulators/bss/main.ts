import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { usualRates, type Rates, type Rule } from './defect-rates.ts';
import { writeDelivery } from './files.ts';
import { loadOperator } from './postgres.ts';
import type { NamedSize, Size } from './scale.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    size: { type: 'string', default: 'small' },
    seed: { type: 'string', default: '1' },
    answers: { type: 'string' },
    defects: { type: 'string', default: '' },
    planted: { type: 'string' },
    'look-alikes': { type: 'string' },
    'identifier-keys': { type: 'string' },
    delivery: { type: 'string' },
    json: { type: 'boolean' },
  },
});

/** Reads `all`, or rules with rates per 1,000 records: `DQ05=30,DQ11=25`. Null if it can't. */
function parseRates(text: string): Rates | null {
  if (text === 'all') return usualRates;
  const rates: Rates = {};
  for (const one of text.split(',').filter(Boolean)) {
    const [, rule = '', rate] = /^(DQ\d\d)=(\d+)$/.exec(one) ?? [];
    if (!(rule in usualRates)) return null;
    rates[rule as Rule] = Number(rate);
  }
  return rates;
}

const defects = parseRates(values.defects);
const isRightUse =
  (values.url ?? values.delivery) &&
  /^(small|medium|large|\d+)$/.test(values.size) &&
  [values.planted, values['look-alikes'], values['identifier-keys']].every((count) => /^\d+$/.test(count ?? '0'));
if (!isRightUse || defects === null) {
  process.stderr.write(
    `Usage: main.ts --url postgres://… and/or --delivery FOLDER [--size small|medium|large|<accounts>] [--seed n]
  [--defects all|DQ05=30,…] [--planted <identifiers>] [--look-alikes n] [--identifier-keys n] [--answers FILE]
Rules: ${Object.keys(usualRates).join(', ')}. Nothing was written.\n`,
  );
  process.exit(2);
}
const accounts = /^\d+$/.test(values.size) ? Number(values.size) : (values.size as NamedSize);
const count = <Name extends string>(name: Name, value: string | undefined) =>
  value === undefined ? {} : ({ [name]: Number(value) } as Record<Name, number>);
const size: Size = {
  accounts,
  defects,
  ...count('plantedIdentifiers', values.planted),
  ...count('lookAlikes', values['look-alikes']),
  ...count('identifierKeys', values['identifier-keys']),
};
const seed = Number(values.seed);
if (values.delivery) await writeDelivery(values.delivery, size, seed);
if (values.url) {
  const answers = values.answers === undefined ? null : createWriteStream(values.answers);
  const { counts } = await loadOperator({
    connectionString: values.url,
    size,
    seed,
    onProgress: (done, total) => process.stderr.write(`progress: ${done} of ${total}\n`),
    onDefect: (defect) => void answers?.write(`${JSON.stringify(defect)}\n`),
  });
  answers?.end();
  if (answers) await once(answers, 'finish');
  process.stdout.write(values.json ? `${JSON.stringify({ counts })}\n` : `${JSON.stringify(counts, null, 2)}\n`);
}
