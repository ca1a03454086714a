import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { createMeasure } from '../../connectors/digest.ts';
import { storeDocument } from '../../connectors/ledger/documents.ts';
import { readRows } from '../../connectors/staging/rows.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { qualityRules } from '../../domain/quality/rules.ts';
import { documentsFolder } from '../documents.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { surveyPath } from './stage-survey.ts';

/** Lines of the file. More are counted only; all are in staging. */
const mostLines = 100_000;
const name = 'quality-records.csv';

/**
 * Writes the records that the rules of data quality found as a CSV file, so that people can correct them in the source:
 * object, id, field, rule, what is wrong. It has no values, and an id that is a network identifier is masked.
 */
export async function writeFindings(
  { staging, ledger }: Pick<Ports, 'staging' | 'ledger'>,
  stored: StoredEngagement,
  guard: Pick<Guard, 'clean'>,
): Promise<void> {
  const { slug } = stored.engagement;
  const folder = documentsFolder(stored);
  const sentences = new Map(qualityRules.map(({ id, sentence }) => [id, sentence]));
  async function* lines(): AsyncGenerator<Buffer> {
    yield Buffer.from(stringify([['object', 'id', 'field', 'rule', 'case', 'what is wrong']]));
    let written = 0;
    let left = 0;
    for await (const row of readRows(staging, surveyPath(slug, 'findings'))) {
      const { object = '', id = '', field = '', rule = '', detail = '' } = row;
      if (written >= mostLines) left += 1;
      else {
        written += 1;
        const cells = [object, guard.clean('', id, 'mask').text, field, rule, detail, sentences.get(rule)];
        yield Buffer.from(stringify([cells]));
      }
    }
    if (left > 0) yield Buffer.from(stringify([['', '', '', '', '', `${left} more`]]));
  }
  await mkdir(folder, { recursive: true });
  const measure = createMeasure();
  const part = join(folder, `${name}.part`);
  await pipeline(Readable.from(lines()), measure.through, createWriteStream(part));
  await rename(part, join(folder, name));
  await storeDocument(ledger, slug, { kind: 'quality' }, { name, digest: measure.result().sha256, body: null });
}
