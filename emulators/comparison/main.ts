import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import type { MadeChange } from '../bss/live/writer.ts';
import type { Defect } from '../bss/records.ts';
import { compareContent, type Sides } from './report.ts';
import { readSource } from './source.ts';
import { readZoho } from './zoho.ts';

const { values } = parseArgs({
  options: {
    source: { type: 'string' },
    zoho: { type: 'string' },
    org: { type: 'string' },
    remember: { type: 'string' },
    before: { type: 'string' },
    answers: { type: 'string' },
    changes: { type: 'string' },
  },
});
const { source: sourceUrl, zoho: url, org, remember, before, answers, changes } = values;
const isRightUse = sourceUrl && url && org && (remember ? !before : before && answers);
if (!isRightUse) {
  process.stderr.write(`Usage: main.ts --source postgres://… --zoho URL --org ID --remember FILE
   or: main.ts --source postgres://… --zoho URL --org ID --before FILE --answers FILE [--changes FILE]
Nothing was compared.
`);
  process.exit(2);
}
const jsonLines = <Line>(file: string): Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

const source = await readSource(sourceUrl);
const { state, users } = await readZoho({ url, org });
if (remember) {
  writeFileSync(remember, serialize({ source, state } satisfies Sides));
  process.stdout.write(`${JSON.stringify({ remembered: true })}\n`);
} else {
  const report = compareContent({
    before: deserialize(readFileSync(before ?? '')) as Sides,
    now: { source, state },
    users,
    defects: jsonLines<Defect>(answers ?? ''),
    removed: changes ? jsonLines<MadeChange>(changes).flatMap(({ removed }) => removed) : [],
  });
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
