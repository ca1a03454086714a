import { codeOf } from '../../connectors/foreign-error.ts';
import { readDecided } from '../../connectors/ledger/duplicate-decisions.ts';
import { openEnvironment } from '../../connectors/ledger/environments.ts';
import { countAsked, countMatches, hasMatches, storeMatches } from '../../connectors/ledger/matches.ts';
import { openMatchTables, type MatchTables } from '../../connectors/staging/match-tables.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import { matchesDocument } from '../../domain/documents/matches.ts';
import type { Matcher } from '../../domain/match/compare.ts';
import { createFieldTally } from '../../domain/match/overwrite.ts';
import type { MatchPlan } from '../../schemas/match.ts';
import { loadedObjects, type Module } from '../../schemas/terms.ts';
import { writeDocument } from '../documents.ts';
import { keyContextOf } from '../key-context.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { ownersIn } from '../transform/owners.ts';
import { rowDecisionsOf } from '../transform/row-decisions.ts';
import { mapperOf } from '../transform/setup.ts';
import { setUp } from '../transform/transform.ts';
import { withZoho } from '../with-zoho.ts';
import { countDependants } from './count-dependants.ts';
import { addKnown, matcherOf, settledMatches } from './find-matches.ts';
import { keepValues } from './keep-values.ts';
import { readAdopted } from './read-adopted.ts';
import { readZohoSide } from './read-zoho.ts';
import { surveyRecords } from './survey-records.ts';

const environment = 'production';

/**
 * Matches the staged survey with production, which is only read, and writes the document that people see at the gate `mapping`:
 * what would be adopted, what is open, and what an adoption overwrites. It has counts and no values.
 */
export async function planMatches(ports: Ports, stored: StoredEngagement, signal: AbortSignal): Promise<void> {
  const { ledger } = ports;
  const ref = { engagement: stored.engagement.slug, environment } as const;
  const matcher = matcherOf(stored);
  if (matcher.rules.length === 0 && !(await hasMatches(ledger, ref))) return;
  const { env } = await openEnvironment(ledger, ref);
  const tables = await openMatchTables(matcher.rules);
  try {
    const found = await withZoho(ports, stored, { environment, phase: 'mapping' }, async (zoho) => {
      const surveyed = await addSurvey(ports, stored, { zoho, matcher, tables });
      await addKnown(ledger, env, tables);
      const about = { matcher, keyField: stored.mapping.key, modules: surveyed.modules };
      const read = await readZohoSide(zoho, about, tables, signal);
      const matches = settledMatches(tables, matcher, 'all');
      await storeMatches(ledger, { env, keys: null, isPlanned: true, matches }, { adopt: false });
      const tally = createFieldTally(stored.mapping);
      for await (const page of readAdopted(zoho, stored.mapping, tables, signal)) tally.add(page);
      return {
        ...{ read: read.read, fields: tally.result(), survey: surveyed.survey },
        remarks: [...surveyed.remarks, ...read.remarks],
      };
    });
    const wantedOf = (keys: string[]) => tables.bodies(keys);
    await keepValues(ports, stored, { env, environment, keys: null, matcher, wantedOf }, signal);
    const { dependants, remarks } = await countDependants(ledger, env, found.survey);
    const plan: MatchPlan = {
      ...{ environment, groups: await countMatches(ledger, env), open: await countAsked(ledger, env) },
      ...{ read: found.read, fields: found.fields, dependants },
      remarks: [...found.remarks, ...remarks, ...crowdedTexts(matcher, await tables.countCrowded())],
    };
    await writeDocument(ports, stored, { kind: 'matches' }, matchesDocument(plan), plan);
  } finally {
    await tables.close();
  }
}

interface Sides {
  zoho: Zoho;
  matcher: Matcher;
  tables: MatchTables;
}

/** Adds the records of the staged survey whose module has rules. */
async function addSurvey(ports: Ports, stored: StoredEngagement, { zoho, matcher, tables }: Sides) {
  const { mapping, engagement } = stored;
  const setup = await setUp(ports, stored, await ownersIn(zoho, stored.owners), 'matches');
  const decided = await readDecided(ports.ledger, engagement.slug);
  const decisions = rowDecisionsOf(decided, mapping, keyContextOf(ports.fingerprintSecret, stored));
  const survey = { staging: ports.staging, slug: engagement.slug, mapping, mapper: mapperOf(setup), decisions };
  const modules = new Set<Module>(matcher.rules.map(({ module }) => module));
  const remarks: string[] = [];
  for (const object of loadedObjects) {
    const isCompared = [...modules].some((module) =>
      mapping.modules[module]?.sources.some((source) => source.object === object),
    );
    if (!isCompared) continue;
    try {
      for await (const { key, module, base, custom } of surveyRecords(survey, object)) {
        if (!modules.has(module)) continue;
        const values = { ...base, ...custom };
        tables.addSource({ id: key, values: matcher.ofSource(module, values) }, { module, values });
      }
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      remarks.push(`${object}: its staged survey is missing, so none of its records is matched yet`);
    }
  }
  return { modules: [...modules], remarks, survey };
}

const crowdedTexts = ({ rules }: Matcher, crowded: Map<number, number>): string[] =>
  [...crowded].map(([no, count]) => {
    const { module, rule } = rules[no - 1]!;
    return `${module}, ${rule.name}: ${count} records of the source are not compared, because too many records have the same value`;
  });
