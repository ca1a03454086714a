/**
 * How often is the proposal of a mapping right? Prints, for the gold schemas of `bench/proposal/`, the share of fields, lookups,
 * owners and routes whose first proposal is right, also by a plain comparison of words, how often a decision called certain is
 * right, and whether an identifier or a credential was proposed. `tuned` schemas were read while the rules were written; `unseen`
 * ones were not. `--noise 8` makes 8 % of the semantic types wrong. `--held-out` (some minutes) also tells how reliable the scores
 * are for tuned schemas that the weights were not trained on.
 *
 *   node tools/run.mjs --import tsx bench/proposal.ts [--errors] [--unseen] [--noise 8] [--seed 1] [--held-out]
 */
import { parseArgs } from 'node:util';
import { wordsOfName } from '../domain/column-facts/vocabulary.ts';
import { calibrated } from '../domain/proposal/tiers.ts';
import { fieldsOf, readGold } from './proposal/gold.ts';
import { isHeldBack, isLeak, judge, type Judged } from './proposal/judge.ts';
import { withWrongTypes } from './proposal/noise.ts';
import { reliabilityOf, type Scored } from './proposal/reliability.ts';
import { heldOut } from './proposal/training.ts';

const { values } = parseArgs({
  options: {
    errors: { type: 'boolean', default: false },
    unseen: { type: 'boolean', default: false },
    noise: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    'held-out': { type: 'boolean', default: false },
  },
});

/** The plain comparison: the field with the most words in common, or else a custom field. */
function byWords({ column, module, table, wanted }: Judged): boolean {
  if (column === '(route)') return table.route === null;
  if (column === table.key) return true;
  const words = (name: string) => new Set(wordsOfName(name));
  const own = words(column);
  const scores = fieldsOf(module).map(({ apiName }) => {
    const others = words(apiName);
    const common = [...own].filter((word) => others.has(word)).length;
    return { apiName, score: (2 * common) / (own.size + others.size) };
  });
  const best = scores.reduce((one, other) => (other.score > one.score ? other : one));
  return (best.score > 0 ? best.apiName : 'custom') === wanted;
}

const share = (part: number, whole: number) => (whole === 0 ? '-' : (part / whole).toFixed(3));
const right = (list: Judged[]) => list.filter(({ isRight }) => isRight).length;

function report(title: string, judged: Judged[]): void {
  const certain = judged.filter(({ tier }) => tier === 'certain');
  const routes = judged.filter(({ column }) => column === '(route)');
  const secrets = judged.filter(({ wanted }) => wanted === 'withheld');
  console.log(
    [
      title.padEnd(18),
      String(judged.length).padStart(7),
      share(right(judged), judged.length).padStart(7),
      share(judged.filter(byWords).length, judged.length).padStart(7),
      share(right(certain), certain.length).padStart(9),
      share(certain.length, judged.length).padStart(8),
      (routes.length === 0 ? '-' : `${right(routes)} of ${routes.length}`).padStart(8),
      `${secrets.filter(isLeak).length} of ${secrets.length}`.padStart(9),
      String(judged.filter(isHeldBack).length).padStart(8),
    ].join(' '),
  );
}

/** Is a score as often right as it says? Decisions that a rule settles are left out. */
function report90(title: string, scored: Scored[]): void {
  const { bins, ece, brier, around90 } = reliabilityOf(scored);
  console.log(`\n${title}: ${scored.length} scores; expected error ${ece.toFixed(3)}, Brier ${brier.toFixed(3)}`);
  console.log('score        columns    mean   right   95 % interval');
  for (const bin of around90 ? [...bins, around90] : bins)
    console.log(
      [
        `${bin.from}-${bin.to}`.padEnd(12),
        String(bin.count).padStart(7),
        bin.mean.toFixed(3).padStart(7),
        bin.right.toFixed(3).padStart(7),
        `   ${bin.interval.map((one) => one.toFixed(3)).join('-')}`,
      ].join(' '),
    );
}

const scoredOf = (judged: Judged[]): Scored[] => judged.filter(({ runnerUp }) => runnerUp !== null);

if (values['held-out']) {
  const outcomes = heldOut(readGold('tuned')).map(({ share: one, isDoubtful, isRight }) => ({
    score: calibrated(one, isDoubtful),
    isRight,
  }));
  report90('tuned schemas, each by weights of the others, also with wrong types', outcomes);
  if (values.unseen) report90('and unseen ones', [...outcomes, ...scoredOf(judge(readGold('unseen')))]);
}
for (const folder of values.unseen ? (['tuned', 'unseen'] as const) : (['tuned'] as const)) {
  const judged = judge(withWrongTypes(readGold(folder), Number(values.noise) / 100, Number(values.seed)));
  console.log(`\n${folder.padEnd(18)} columns   top-1   words   certain    share   routes   proposed withheld`);
  console.log(`${''.padEnd(18)}                  alone     right             right    secrets  wrongly`);
  for (const schema of new Set(judged.map(({ table }) => table.schema)))
    report(
      schema,
      judged.filter(({ table }) => table.schema === schema),
    );
  for (const language of new Set(judged.map(({ table }) => table.language)))
    report(
      `- ${language}`,
      judged.filter(({ table }) => table.language === language),
    );
  report('all', judged);
  report90(folder, scoredOf(judged));
  if (folder === 'tuned' && values.errors)
    for (const { table, column, into, score, tier, wanted, runnerUp, isRight } of judged)
      if (!isRight)
        console.log(
          `  ${table.schema} ${table.object}.${column}: ${into} (${score.toFixed(2)} ${tier}), wanted ${wanted}; next ${runnerUp?.into} ${runnerUp?.score.toFixed(2)}`,
        );
}
