/**
 * How often is the proposal of a mapping right? Prints, for the gold schemas of `bench/proposal/`, the share of columns whose
 * first proposal is right, also by a plain comparison of words, how often a decision called certain is right, and whether an identifier or a credential was
 * proposed. `tuned` schemas were read while the rules were written; `unseen` ones were not.
 *
 *   node tools/run.mjs --import tsx bench/proposal.ts [--errors] [--unseen]
 */
import { wordsOfName } from '../domain/column-facts/vocabulary.ts';
import { columnOf } from '../domain/proposal/features.ts';
import { proposeTable, type Decision } from '../domain/proposal/table.ts';
import { targetsOf } from '../domain/proposal/targets.ts';
import { fieldsOf, readGold, type GoldTable } from './proposal/gold.ts';

interface Judged {
  table: GoldTable;
  decision: Decision;
  wanted: string;
  isRight: boolean;
}

function judge(tables: GoldTable[]): Judged[] {
  return tables.flatMap((table) => {
    const { module, key, columns } = table;
    const decisions = proposeTable(
      { module, key, updated: null, hasSecretKeys: false, isBusiness: false },
      columns.map(({ facts }) => columnOf(facts, null)),
      targetsOf(module, fieldsOf(module)),
    );
    return decisions.flatMap((decision, place) => {
      const { wanted } = columns[place]!;
      // The key of a record is kept by Portage: if no field has to show it, there is nothing to decide.
      if (decision.column === key && wanted === 'ignore') return [];
      return [{ table, decision, wanted, isRight: decision.into === wanted }];
    });
  });
}

/** The plain comparison: the field with the most words in common, or else a custom field. */
function byWords(column: string, module: GoldTable['module']): string {
  const words = (name: string) => new Set(wordsOfName(name));
  const own = words(column);
  const scores = fieldsOf(module).map(({ apiName }) => {
    const others = words(apiName);
    const common = [...own].filter((word) => others.has(word)).length;
    return { apiName, score: (2 * common) / (own.size + others.size) };
  });
  const best = scores.reduce((one, other) => (other.score > one.score ? other : one));
  return best.score > 0 ? best.apiName : 'custom';
}

const share = (part: number, whole: number) => (whole === 0 ? '-' : (part / whole).toFixed(3));

function report(title: string, judged: Judged[]): void {
  const certain = judged.filter(({ decision }) => decision.tier === 'certain');
  const right = (list: Judged[]) => list.filter(({ isRight }) => isRight).length;
  const plain = judged.filter(
    ({ decision, table, wanted }) => decision.column === table.key || byWords(decision.column, table.module) === wanted,
  ).length;
  const secrets = judged.filter(({ wanted }) => wanted === 'withheld');
  const leaked = secrets.filter(({ decision }) => decision.into !== 'withheld' && decision.into !== 'ignore').length;
  const wrongly = judged.filter(({ wanted, decision }) => wanted !== 'withheld' && decision.into === 'withheld').length;
  console.log(
    [
      title.padEnd(18),
      String(judged.length).padStart(7),
      share(right(judged), judged.length).padStart(7),
      share(plain, judged.length).padStart(7),
      share(right(certain), certain.length).padStart(9),
      share(certain.length, judged.length).padStart(8),
      `${leaked} of ${secrets.length}`.padStart(9),
      String(wrongly).padStart(8),
    ].join(' '),
  );
}

/** Is a score as often right as it says? Decisions that a rule settles are left out. */
function reliability(judged: Judged[]): void {
  const scored = judged.filter(({ decision }) => decision.runnerUp !== null);
  console.log('score        columns    mean   right');
  for (const [from, to] of [
    [0, 0.5],
    [0.5, 0.7],
    [0.7, 0.85],
    [0.85, 0.95],
    [0.95, 1.01],
  ] as const) {
    const bin = scored.filter(({ decision: { score } }) => score >= from && score < to);
    const mean = bin.reduce((sum, { decision }) => sum + decision.score, 0) / bin.length;
    const right = bin.filter(({ isRight }) => isRight).length;
    console.log(
      [
        `${from}-${Math.min(1, to)}`.padEnd(12),
        String(bin.length).padStart(7),
        mean.toFixed(3).padStart(7),
        share(right, bin.length).padStart(7),
      ].join(' '),
    );
  }
}

for (const folder of process.argv.includes('--unseen') ? (['tuned', 'unseen'] as const) : (['tuned'] as const)) {
  const judged = judge(readGold(folder));
  console.log(`\n${folder.padEnd(18)} columns   top-1   words   certain    share   proposed withheld`);
  console.log(`${''.padEnd(18)}                  alone     right           secrets  wrongly`);
  for (const schema of new Set(judged.map(({ table }) => table.schema)))
    report(
      schema,
      judged.filter(({ table }) => table.schema === schema),
    );
  report('all', judged);
  reliability(judged);
  if (folder === 'tuned' && process.argv.includes('--errors'))
    for (const { table, decision, wanted, isRight } of judged)
      if (!isRight)
        console.log(
          `  ${table.schema} ${table.object}.${decision.column}: ${decision.into} (${decision.score.toFixed(2)} ${decision.tier}), wanted ${wanted}; next ${decision.runnerUp?.into} ${decision.runnerUp?.score.toFixed(2)}`,
        );
}
