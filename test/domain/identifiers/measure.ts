import { createGuard, type Guard } from '../../../domain/identifiers/guard.ts';
import type { Hit } from '../../../domain/identifiers/hit.ts';
import { rules, type RuleId } from '../../../domain/identifiers/rules.ts';
import { lookAlikes } from './look-alikes.ts';
import { foreignNotations, ownNotations, type Notation } from './notations.ts';
import { knownOf, plmns, subscribersOf, type Subscriber } from './operator.ts';
import { seeded } from './random.ts';

/** Everything that docs/identifier-rules.md tells in numbers. The same on every machine. */
const sizes = { subscribers: 30_000, asked: 100, lookAlikes: 10_000 };

interface Recall {
  title: string;
  example: string;
  /** Texts in which it was found, and of which nothing is found any more once it is withheld. */
  found: number;
  foundByRules: number;
}

interface Alarms {
  title: string;
  example: string;
  withheld: number;
  reported: number;
  withheldByRules: number;
}

export interface Measured {
  texts: number;
  own: Recall[];
  foreign: Recall[];
  alarms: Alarms[];
  byRule: Partial<Record<RuleId, { alarms: number; most: number; where: string }>>;
}

const inSentence = (text: string) => `The customer called about ${text}, then hung up.`;

const isWithheld = (hits: readonly Hit[]) => hits.some(({ action }) => action === 'withhold');

/** Whether an identifier is found in a text, and nothing more once it is withheld. */
function isFound(guard: Guard, text: string): boolean {
  const { hits, text: left } = guard.clean('', text, 'mask');
  return isWithheld(hits) && left !== '' && !isWithheld(guard.scanText(left));
}

export function measure(): Measured {
  const subscribers = subscribersOf(1, sizes.subscribers);
  const withTables = createGuard({ known: knownOf(subscribers) });
  const withoutTables = createGuard({ plmns });

  const recallOf = ({ title, write }: Notation, asked: Subscriber[]): Recall => {
    const texts = asked.flatMap((one) => [write(one), inSentence(write(one))]);
    const count = (guard: Guard) => texts.filter((text) => isFound(guard, text)).length;
    return { title, example: texts[0]!, found: count(withTables), foundByRules: count(withoutTables) };
  };
  const byRule: Measured['byRule'] = {};
  const alarmsOf = ({ title, write }: (typeof lookAlikes)[number], place: number): Alarms => {
    const random = seeded(1_000 + place);
    const seen = { withheld: 0, reported: 0, withheldByRules: 0 };
    const rulesSeen: Partial<Record<RuleId, number>> = {};
    let example = '';
    for (let made = 0; made < sizes.lookAlikes; made += 1) {
      const text = write(random);
      example ||= text;
      const hits = withTables.scanText(text);
      if (isWithheld(hits)) seen.withheld += 1;
      if (hits.some(({ action }) => action === 'report')) seen.reported += 1;
      if (isWithheld(withoutTables.scanText(text))) seen.withheldByRules += 1;
      for (const rule of new Set(hits.map((hit) => hit.rule))) rulesSeen[rule] = (rulesSeen[rule] ?? 0) + 1;
    }
    for (const [rule, alarms] of Object.entries(rulesSeen) as [RuleId, number][]) {
      const before = byRule[rule] ?? { alarms: 0, most: 0, where: '' };
      const top = alarms > before.most ? { most: alarms, where: title } : before;
      byRule[rule] = { ...top, alarms: before.alarms + alarms };
    }
    return { title, example, ...seen };
  };

  const own = subscribers.slice(0, sizes.asked);
  const foreign = subscribersOf(2, sizes.asked);
  return {
    texts: sizes.asked * 2,
    own: ownNotations.map((one) => recallOf(one, own)),
    foreign: foreignNotations.map((one) => recallOf(one, foreign)),
    alarms: lookAlikes.map(alarmsOf),
    byRule,
  };
}

/** An example as a cell of a table: what can't be seen is escaped. */
const cell = (text: string) => {
  const seen = text.replaceAll(/[^ -~]/gu, (sign) =>
    JSON.stringify(sign)
      .slice(1, -1)
      .replace(/^[^\\].*$/su, escapeOf),
  );
  const short = seen.length > 60 ? `${seen.slice(0, 57)}…` : seen;
  return `\`${short.replaceAll('|', '¦').replaceAll('`', "'")}\``;
};
const escapeOf = (sign: string) =>
  Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

/** A table with its columns aligned, as the formatter wants it. */
function table(head: string[], rows: (string | number)[][]): string {
  const cells = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]!.length)));
  const line = (row: string[], fill: string) =>
    `| ${row.map((text, column) => text.padEnd(widths[column]!, fill)).join(' | ')} |`;
  return [
    line(head, ' '),
    line(
      head.map(() => ''),
      '-',
    ),
    ...cells.slice(1).map((row) => line(row, ' ')),
  ].join('\n');
}

const totalOf = (list: Recall[], texts: number) =>
  `${list.reduce((sum, one) => sum + one.found, 0)} of ${list.length * texts}`;

/** The generated part of docs/identifier-rules.md. */
export function render({ texts, own, foreign, alarms, byRule }: Measured): string {
  const looked = alarms.length * sizes.lookAlikes;
  const withheld = alarms.reduce((sum, one) => sum + one.withheld, 0);
  const recallTable = (list: Recall[]) =>
    table(
      ['notation', 'example', `found, of ${texts}`, 'by the rules alone'],
      list.map(({ title, example, found, foundByRules }) => [title, cell(example), found, foundByRules]),
    );
  return [
    `## Rules\n\nAlarms are texts of the ${looked} look-alikes below in which the rule found something.`,
    table(
      ['rule', 'finds', 'does', 'confirmed by', 'alarms', 'most in one kind'],
      (Object.keys(rules) as RuleId[]).map((rule) => {
        const { kind, action, confirmedBy } = rules[rule];
        const seen = byRule[rule];
        const most = seen ? `${seen.most} of ${sizes.lookAlikes}: ${seen.where}` : '';
        return [`\`${rule}\``, kind, action, confirmedBy, seen?.alarms ?? 0, most];
      }),
    ),
    `## The operator's own identifiers\n\nFound: ${totalOf(own, texts)}. Each notation is written for ${sizes.asked} of ${sizes.subscribers} known subscribers, alone and in a sentence.`,
    recallTable(own),
    `## Identifiers of others, with a label or a form of their own\n\nFound: ${totalOf(foreign, texts)}. No table knows these.`,
    recallTable(foreign),
    `## Look-alikes\n\nWithheld with the operator's tables: ${withheld} of ${looked}. ${sizes.lookAlikes} of each kind.`,
    table(
      ['kind', 'example', 'withheld', 'reported', 'withheld without tables'],
      alarms.map((one) => [one.title, cell(one.example), one.withheld, one.reported, one.withheldByRules]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}
