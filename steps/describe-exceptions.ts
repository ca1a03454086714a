import { ConnectorError } from '../connectors/error.ts';
import { countExceptions, listExceptions, sumExceptions } from '../connectors/ledger/exceptions.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import { findSpotCheck } from '../connectors/ledger/spot-checks.ts';
import type { ExceptionList } from '../schemas/exceptions.ts';
import type { Inquiry } from '../schemas/inquiry.ts';
import type { SpotCheckView } from '../schemas/spot-check.ts';
import type { Ports } from './ports.ts';

type Question = Extract<Inquiry, { about: 'exceptions' }>;

/**
 * The exceptions of a load for the command line. Notes stay in the ledger, because they may have values.
 *
 * @throws ConnectorError `configuration` if there is no such load
 */
export async function describeExceptions(
  { ledger }: Pick<Ports, 'ledger'>,
  { engagement, environment, run: name, choice, onlyOpen, after, most }: Question,
): Promise<ExceptionList> {
  const loads = (await listRuns(ledger, engagement)).filter(
    (one) => environment === undefined || one.environment === environment,
  );
  const run = name === undefined ? loads.at(-1) : loads.find((one) => one.run === name);
  if (!run) {
    const list = loads.map((one) => `${one.environment} ${one.run}`).join(', ') || 'none';
    const wanted = [environment, name].filter((word) => word !== undefined).join(' ');
    throw new ConnectorError(
      'configuration',
      `The engagement "${engagement}" has no load${wanted && ` ${wanted}`}. Its loads: ${list}. Nothing was changed.`,
    );
  }
  const [{ total, open, decided }, reasons, found] = await Promise.all([
    sumExceptions(ledger, run),
    countExceptions(ledger, run, choice),
    most === 0 ? [] : listExceptions(ledger, run, { after, onlyOpen, most: most + 1, choice }),
  ]);
  const records = found.slice(0, most).map(({ key, module, kind, reason, owner, due, decision, decidedBy }) => ({
    ...{ key, module, kind, reason, owner, due, decision, decidedBy },
  }));
  const next = found.length > most ? (records.at(-1)?.key ?? null) : null;
  return { environment: run.environment, run: run.run, total, open, decided, reasons, records, next };
}

/**
 * The records of the newest spot check, without values.
 *
 * @throws ConnectorError `configuration` if there is none
 */
export async function describeRecords({ ledger }: Pick<Ports, 'ledger'>, engagement: string): Promise<SpotCheckView> {
  const found = await findSpotCheck(ledger, engagement);
  if (!found) {
    throw new ConnectorError(
      'configuration',
      'No records are drawn for a spot check yet. They are drawn when a rehearsal in the sandbox is complete.',
    );
  }
  const { run, check } = found;
  return {
    run: run.run,
    population: check.population,
    finishedBy: check.finishedBy,
    records: check.records.map(({ no, key, module, outcome, isRandom, fields, verdict, judgedBy }) => ({
      ...{ no, key, module, outcome, isRandom, verdict, judgedBy },
      differingFields: fields.filter(({ differs }) => differs).map(({ field }) => field),
    })),
  };
}
