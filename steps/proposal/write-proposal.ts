import { isAbsolute, resolve } from 'node:path';
import { ConnectorError } from '../../connectors/error.ts';
import { openLanguageModel } from '../../connectors/language-model.ts';
import { listEarlierDecisions } from '../../connectors/ledger/earlier-decisions.ts';
import { storeMappingProposal } from '../../connectors/ledger/mapping-proposals.ts';
import { checkFree, mappingText, writeMapping } from '../../connectors/mapping-file.ts';
import { earlierFor } from '../../domain/proposal/opinions.ts';
import { proposeMapping } from '../../domain/proposal/propose.ts';
import { questionsFor, withVotes } from '../../domain/proposal/second-opinion.ts';
import { hasLayouts } from '../../domain/module-traits.ts';
import { hasMatches } from '../../domain/proposal/matches.ts';
import type { ProposalInput, SourceTable } from '../../domain/proposal/source.ts';
import type { Inquiry } from '../../schemas/inquiry.ts';
import { Mapping } from '../../schemas/mapping.ts';
import type { EarlierDecision } from '../../schemas/proposal.ts';
import type { ProposalReport } from '../../schemas/report.ts';
import { standardModules } from '../../schemas/terms.ts';
import type { ZohoFields } from '../describe-destination.ts';
import type { Config, Ports } from '../ports.ts';
import { openGuardForTexts } from '../guard.ts';
import { findMappingProblems, mappingBasisOf } from '../preflight/mapping.ts';
import { withSource } from '../with-source.ts';
import { withZoho } from '../with-zoho.ts';
import { askModel } from './ask-model.ts';
import { localeOf } from './locale.ts';
import { readSource } from './read-source.ts';

type Question = Extract<Inquiry, { about: 'propose' }>;

/**
 * Reads a source and an org, and writes a complete mapping into a file. The ledger keeps it, so that people see
 * later what they changed. Nothing is written to Zoho.
 * @throws ConnectorError `configuration` before anything is read, when the file exists and may not be replaced
 */
export async function writeProposal(ports: Ports, question: Question, signal: AbortSignal): Promise<ProposalReport> {
  const setup = await ports.readSetup(question.file);
  const path = pathOf(setup, question);
  await checkFree(path, question.replace);
  const settings = setup.engagement.proposal;
  const model = settings?.languageModel && openLanguageModel(settings.languageModel);
  const isWithoutEarlier = question.withoutEarlier || settings?.earlier === false;
  const earlier = isWithoutEarlier ? [] : await listEarlierDecisions(ports.ledger, setup.engagement.slug);
  const { destination, records, orgCurrency } = await readDestination(ports, setup);
  return withSource(ports, setup, async (source) => {
    const columns = await source.columns();
    const { tables: read, locale, questions } = await readSource(ports, setup, source, columns, signal);
    const tables = withEarlier(read, earlier, setup.profile.system);
    const { currency, phoneRegion, remarks: assumed } = localeOf(locale, orgCurrency, setup.profile.timeZone);
    const input = { tables, destination, records, currency, phoneRegion, key: setup.mapping.key };
    const own = proposeMapping(input);
    const withValues = settings?.languageModel?.values ?? false;
    const answers =
      model &&
      (await askModel(model, questionsFor(own.decisions, tables, destination, withValues), destination, signal));
    const { mapping, comments, decisions, remarks } = answers
      ? proposeMapping({ ...input, tables: withVotes(tables, answers.votes) })
      : own;
    const config: Config = { ...setup, mapping: Mapping.parse(mapping) };
    const basis = await mappingBasisOf(config, source, columns, destination);
    const found = findMappingProblems(config, basis, await openGuardForTexts(ports, config));
    const text = mappingText(mapping, comments);
    await writeMapping(path, text, question.replace);
    const answersFile = opinionPath(path);
    if (answers) await writeMapping(answersFile, `${JSON.stringify(answers.record, null, 2)}\n`, true);
    await storeMappingProposal(ports.ledger, setup.engagement.slug, { text, decisions });
    return {
      engagement: setup.engagement.slug,
      file: path,
      columns: decisions.map(({ object, column, module, into, score, tier, evidence, runnerUp }) => ({
        ...{ column: `${object}.${column}`, module, into, score, tier, evidence, runnerUp },
      })),
      earlier: usedEarlier(tables),
      secondOpinion: answers ? { ...answers.summary, file: answersFile } : null,
      remarks: [...assumed, ...questions, ...remarks, ...(answers?.remarks ?? [])],
      problems: found.map(({ problem }) => problem),
    };
  });
}

/** Beside the mapping: `mapping.second-opinion.json`. */
const opinionPath = (path: string): string => `${path.replace(/\.ya?ml$/i, '')}.second-opinion.json`;

const withEarlier = (tables: SourceTable[], earlier: EarlierDecision[], system: string): SourceTable[] =>
  tables.map((table) => ({
    ...table,
    columns: table.columns.map((one) => ({
      ...one,
      opinions: { earlier: earlierFor(one.facts, earlier, system), model: [] },
    })),
  }));

function usedEarlier(tables: SourceTable[]): ProposalReport['earlier'] {
  const votes = tables.flatMap(({ columns }) => columns.map(({ opinions }) => opinions?.earlier ?? []));
  const engagements = [...new Set(votes.flat().map(({ engagement }) => engagement))].toSorted();
  return { columns: votes.filter((one) => one.length > 0).length, engagements };
}

function pathOf({ engagement, folder }: Config, { into }: Question): string {
  const path = into ?? engagement.mapping;
  return isAbsolute(path) ? path : resolve(folder, path);
}

interface Destination extends Pick<ProposalInput, 'records'> {
  destination: ZohoFields;
  orgCurrency: string;
}

/** The fields of the modules that the org has. A layout can make more of them mandatory. */
async function readDestination(ports: Ports, setup: Config): Promise<Destination> {
  return withZoho(ports, setup, { environment: 'production', phase: 'mapping' }, async (zoho) => {
    const { currency } = await zoho.org();
    const present = new Set(await zoho.modules());
    const destination: ZohoFields = {};
    const records: Destination['records'] = {};
    for (const module of standardModules.filter((one) => present.has(one))) {
      const fields = await zoho.fields(module);
      if (hasMatches(module)) records[module] = await zoho.count(module);
      // Files have no layouts.
      const [layout] = hasLayouts(module) ? await zoho.layouts(module) : [];
      const required = new Set(layout?.mandatory);
      destination[module] = fields.map((field) => ({
        ...field,
        mandatory: field.mandatory || (required.has(field.apiName) && field.writable),
      }));
    }
    if (Object.keys(destination).length === 0)
      throw new ConnectorError(
        'configuration',
        'The production org has none of the modules that Portage loads. Nothing was written. Check the org and its edition.',
      );
    return { destination, records, orgCurrency: currency };
  });
}
