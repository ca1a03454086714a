import { listReadings, storeReading } from '../connectors/ledger/quiet-readings.ts';
import { quietCheckDocument, quietQuestion, type QuietCheck } from '../domain/documents/quiet-check.ts';
import { judgeQuiet } from '../domain/quiet/judge.ts';
import { nextStep } from '../domain/quiet/next.ts';
import type { QuietInput, QuietStep } from '../schemas/quiet.ts';
import { writeDocument } from './documents.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withSource } from './with-source.ts';

/**
 * Reads once what shows whether somebody writes to the source, compares it with the readings of this watch, and writes the
 * document about it. A call that is repeated only adds a reading.
 *
 * @returns what follows: the deltas, another reading, or the decision of people
 */
export async function checkQuiet(
  ports: Ports,
  stored: StoredEngagement,
  input: QuietInput,
  signal: AbortSignal,
): Promise<QuietStep> {
  const { slug, customer, cutover } = stored.engagement;
  const { quietMinutes } = cutover;
  const reading = await withSource(ports, stored, (source) => source.reading(signal));
  await storeReading(ports.ledger, input, reading);
  const verdict = judgeQuiet(await listReadings(ports.ledger, input), quietMinutes);
  const check: QuietCheck = { engagement: slug, customer, quietMinutes, ...verdict };
  if (input.watch === 0) return { next: 'deltas' };
  // Sums of hashes are long numbers, which say nothing to people and look like identifiers.
  const figures = reading.figures.filter(({ kind }) => kind !== 'digest');
  await writeDocument(ports, stored, { kind: 'quiet-check' }, quietCheckDocument(check), { ...check, figures });
  const step = nextStep(verdict, quietMinutes);
  return step.next === 'people' ? { ...step, question: quietQuestion(verdict) } : step;
}
