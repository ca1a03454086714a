import { codeOf } from '../../connectors/foreign-error.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { listHeldBack } from '../../connectors/ledger/matches.ts';
import { createDependantTally } from '../../domain/match/dependants.ts';
import { sourcesOf } from '../../domain/modules-of.ts';
import { orderModules } from '../../domain/order-modules.ts';
import type { DependantCount } from '../../schemas/match.ts';
import { surveyRecords, type SurveyedRows } from './survey-records.ts';

/** The records of the staged survey that hang on records with an open match. Without open matches, nothing is read. */
export async function countDependants(
  ledger: Ledger,
  env: number,
  survey: SurveyedRows,
): Promise<{ dependants: DependantCount[]; remarks: string[] }> {
  const open = await listHeldBack(ledger, env);
  if (open.size === 0) return { dependants: [], remarks: [] };
  const tally = createDependantTally(open);
  const remarks: string[] = [];
  for (const module of orderModules(survey.mapping)) {
    const objects = new Set(sourcesOf(survey.mapping, module).map(({ object }) => object));
    for (const object of objects) {
      try {
        for await (const record of surveyRecords(survey, object)) if (record.module === module) tally.add(record);
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
        remarks.push(`${object}: its staged survey is missing, so it is not known how many of its records wait`);
      }
    }
  }
  return { dependants: tally.result(), remarks };
}
