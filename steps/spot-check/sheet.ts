import { readDocument } from '../../connectors/ledger/documents.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import { readSpotCheck, type JudgedRecord, type SpotCheck } from '../../connectors/ledger/spot-checks.ts';
import { spotCheckDocument } from '../../domain/documents/spot-check.ts';
import type { SpotCheckSheet } from '../../schemas/spot-check.ts';
import { writeDocument } from '../documents.ts';
import type { Ports, StoredEngagement } from '../ports.ts';

/** Writes the sheet of a finished spot check, and says in a sentence what it found or how much is missing. */
export async function describeSpotCheck(ports: Ports, stored: StoredEngagement, run: Run): Promise<string> {
  const check = await readSpotCheck(ports.ledger, run.id);
  if (!check) return 'No records were drawn for a spot check.';
  const open = check.records.filter(({ verdict }) => verdict === null).length;
  const { environment, run: name } = run;
  if (!check.finishedAt)
    return `The spot check of ${environment} is not finished: ${open} of ${check.records.length} records are not judged.`;
  const sheet = sheetOf(run, check);
  const title = `spot-check-${environment}-${name}`;
  const written = await readDocument(ports.ledger, run.engagement, { name: `${title}.md` });
  // Written once: a new time of writing would make old evidence look new.
  if (!written || written.writtenAt < check.finishedAt) {
    const about = { kind: 'spot-check', environment, run: name, title } as const;
    await writeDocument(ports, stored, about, spotCheckDocument(sheet), sheet);
  }
  const { random, chosen } = sheet;
  const wrong = random.wrong + chosen.wrong;
  return `The spot check found ${wrong === 0 ? 'no wrong record' : `${wrong} wrong`} among ${check.records.length} compared records.`;
}

function sheetOf({ engagement, environment, run }: Run, check: SpotCheck): SpotCheckSheet {
  const { seed, population, finishedAt, finishedBy, records } = check;
  const count = (isRandom: boolean, verdict: string) =>
    records.filter((one) => one.isRandom === isRandom && one.verdict === verdict).length;
  return {
    ...{ engagement, environment, run, seed, population },
    finishedAt: finishedAt?.toISOString() ?? '',
    finishedBy: finishedBy ?? '',
    random: { right: count(true, 'right'), wrong: count(true, 'wrong') },
    chosen: { right: count(false, 'right'), wrong: count(false, 'wrong') },
    records: records.map((one: JudgedRecord) => ({
      ...{ no: one.no, key: one.key, module: one.module, outcome: one.outcome, isRandom: one.isRandom },
      ...{ traits: one.traits, verdict: one.verdict ?? 'wrong', note: one.note, judgedBy: one.judgedBy ?? '' },
      differingFields: one.fields.filter(({ differs }) => differs).map(({ field }) => field),
    })),
  };
}
