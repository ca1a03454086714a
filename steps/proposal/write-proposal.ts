import { isAbsolute, resolve } from 'node:path';
import { ConnectorError } from '../../connectors/error.ts';
import { storeMappingProposal } from '../../connectors/ledger/mapping-proposals.ts';
import { checkFree, mappingText, writeMapping } from '../../connectors/mapping-file.ts';
import { proposeMapping } from '../../domain/proposal/propose.ts';
import type { Inquiry } from '../../schemas/inquiry.ts';
import { Mapping } from '../../schemas/mapping.ts';
import type { ProposalReport } from '../../schemas/report.ts';
import { modules } from '../../schemas/terms.ts';
import type { ZohoFields } from '../describe-destination.ts';
import type { Config, Ports } from '../ports.ts';
import { findMappingProblems, mappingBasisOf } from '../preflight/mapping.ts';
import { withSource } from '../with-source.ts';
import { withZoho } from '../with-zoho.ts';
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
  const { destination, orgCurrency } = await readDestination(ports, setup);
  return withSource(ports, setup, async (source) => {
    const columns = await source.columns();
    const { tables, locale } = await readSource(ports, setup, source, columns, signal);
    const { currency, phoneRegion, remarks: assumed } = localeOf(locale, orgCurrency);
    const input = { tables, destination, currency, phoneRegion, key: setup.mapping.key };
    const { mapping, comments, decisions, remarks } = proposeMapping(input);
    const config: Config = { ...setup, mapping: Mapping.parse(mapping) };
    const found = findMappingProblems(config, await mappingBasisOf(config, source, columns, destination));
    const text = mappingText(mapping, comments);
    await writeMapping(path, text, question.replace);
    await storeMappingProposal(ports.ledger, setup.engagement.slug, { text, decisions });
    return {
      engagement: setup.engagement.slug,
      file: path,
      columns: decisions.map(({ object, column, module, into, score, tier, evidence, runnerUp }) => ({
        ...{ column: `${object}.${column}`, module, into, score, tier, evidence, runnerUp },
      })),
      remarks: [...assumed, ...remarks],
      problems: found.map(({ problem }) => problem),
    };
  });
}

function pathOf({ engagement, folder }: Config, { into }: Question): string {
  const path = into ?? engagement.mapping;
  return isAbsolute(path) ? path : resolve(folder, path);
}

/** The fields of the modules that the org has. A layout can make more of them mandatory. */
async function readDestination(ports: Ports, setup: Config): Promise<{ destination: ZohoFields; orgCurrency: string }> {
  return withZoho(ports, setup, { environment: 'production', phase: 'mapping' }, async (zoho) => {
    const { currency } = await zoho.org();
    const present = new Set(await zoho.modules());
    const destination: ZohoFields = {};
    for (const module of modules.filter((one) => present.has(one))) {
      const fields = await zoho.fields(module);
      const [layout] = await zoho.layouts(module);
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
    return { destination, orgCurrency: currency };
  });
}
