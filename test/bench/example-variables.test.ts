import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleFolder } from '../../apps/dev/example-stack.ts';
import { exampleVariables } from '../../bench/example-variables.ts';

test('benchmarks set every environment variable that the example names, beside those of its source and of Zoho', () => {
  const text = readFileSync(join(exampleFolder, 'engagement.yml'), 'utf8');
  const named = [...text.matchAll(/env:(\w+)/g)].map(([, name = '']) => name);
  const set = Object.keys(exampleVariables('/folder'));
  expect(named.filter((name) => !name.startsWith('PORTAGE_ZOHO_') && !set.includes(name))).toEqual([]);
});
