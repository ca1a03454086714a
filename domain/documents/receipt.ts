import type { Receipt } from '../../schemas/report.ts';
import { counted, page, section, table } from './markdown.ts';

/** What the guard scanned and withheld in one load, and what a scan of Zoho found afterwards. */
export function receiptDocument(receipt: Receipt): string {
  const { engagement, environment, run, scanned, known, withheld, suspicious, readBack } = receipt;
  return page(
    `Network identifiers: ${environment} ${run}`,
    receiptVerdict(receipt),
    `Engagement \`${engagement}\`.`,
    section(
      'What the guard knows',
      known.total === 0
        ? 'The source profile names no lists of identifiers. The guard works by rules alone, so an identifier without a label can stay unseen.'
        : 'Fingerprints of these identifiers of the operator were compared with every value:',
      table(
        ['Kind', 'Identifiers', 'Values that are not usable'],
        Object.entries(known.counts)
          .map(([kind, count]): [string, number, number] => [kind, count, known.refused[kind] ?? 0])
          .filter(([, count, refused]) => count + refused > 0),
      ),
    ),
    section(
      'Scanned before sending',
      table(['Bodies', 'Values', 'Tokens'], [[scanned.bodies, scanned.values, scanned.tokens]]),
    ),
    receipt.files !== undefined && receipt.files.scanned + receipt.files.unscanned > 0 && filesSection(receipt.files),
    section('Withheld', withheld.length === 0 ? 'No value was withheld.' : false, findings(withheld)),
    section(
      'For people to decide',
      suspicious.length > 0 && 'These values may be payment cards or other numbers. They were sent.',
      findings(suspicious),
    ),
    section(
      'Read back from Zoho',
      readBack === null
        ? 'No module was read back yet.'
        : `${counted(readBack.values, 'value')} of the verified records and of their lines were scanned again: ${counted(readBack.hits, 'hit')}.`,
    ),
  );
}

/** What can't be scanned must be said. */
const filesSection = ({ scanned, unscanned, bytes }: NonNullable<Receipt['files']>): string =>
  section(
    'Files',
    `${counted(scanned + unscanned, 'file')} with ${(bytes / 2 ** 20).toFixed(1)} MB hang on records. Their names were scanned, and the content of ${counted(scanned, 'text')}.`,
    unscanned > 0 &&
      `**The content of ${counted(unscanned, 'file')} can't be scanned**: pages, pictures and office files hold no plain text. People who know the documents decide whether they may hold network identifiers.`,
  );

/** One sentence: whether a network identifier was found in Zoho. */
export function receiptVerdict({ readBack, withheld }: Receipt): string {
  const values = withheld.reduce((sum, one) => sum + one.count, 0);
  const kept = `${counted(values, 'value')} withheld`;
  if (readBack === null) return `${kept}. Zoho was not read back yet.`;
  return readBack.hits === 0
    ? `${kept}. The scan of what Zoho holds found no network identifier.`
    : `**${counted(readBack.hits, 'network identifier')} found in Zoho.** ${kept}.`;
}

const findings = (rows: Receipt['withheld']) =>
  table(
    ['Object', 'Field', 'Rule', 'Values', 'A record'],
    rows.map(({ object, field, rule, count, sample }) => [object, field, rule, count, `\`${sample}\``]),
  );
