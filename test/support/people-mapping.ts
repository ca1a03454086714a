import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { exampleFolder } from '../../apps/dev/example-stack.ts';
import { Mapping } from '../../schemas/mapping.ts';
import type { ProposalReport } from '../../schemas/report.ts';

/** What a mapping says about a column. */
function writtenIn(mapping: Mapping, module: keyof Mapping['modules'], object: string, name: string): string[] {
  const source = mapping.modules[module]?.sources.find((one) => one.object === object);
  const reads = ({ from }: { from?: string | string[] | undefined }) => [from].flat().includes(name);
  return [
    ...Object.entries({ ...source?.fields }).flatMap(([field, rule]) => (reads(rule) ? [field] : [])),
    ...(Object.values({ ...source?.custom }).some(reads) ? ['custom'] : []),
    ...(source && name in source.ignore ? ['ignore'] : []),
    ...(source?.route?.field === name ? ['route'] : []),
  ];
}

export type Compared = ProposalReport['columns'][number] & { wanted: string[]; isRight: boolean };

/** The decisions of a proposal beside those of the people who mapped the demo's operator. The key needs no decision. */
export function compareWithPeople(report: ProposalReport): Compared[] {
  const people = Mapping.parse(parse(readFileSync(join(exampleFolder, 'mapping.yml'), 'utf8')));
  return report.columns.map((one) => {
    const [object = '', ...name] = one.column.split('.');
    const wanted = writtenIn(people, one.module, object, name.join('.'));
    return { ...one, wanted, isRight: wanted.length === 0 || wanted.includes(one.into) };
  });
}
