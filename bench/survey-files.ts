import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { createLocalStaging } from '../connectors/staging/local.ts';
import { account } from '../emulators/bss/accounts.ts';
import { note } from '../emulators/bss/care.ts';
import { usualRates } from '../emulators/bss/defect-rates.ts';
import { invoice } from '../emulators/bss/invoices.ts';
import { order } from '../emulators/bss/orders.ts';
import type { Row } from '../emulators/bss/records.ts';
import { scaleOf, type Scale } from '../emulators/bss/scale.ts';
import { statusLabel } from '../emulators/bss/status-labels.ts';
import { subscriber } from '../emulators/bss/subscribers.ts';
import type { StagedFile } from '../steps/discovery/stage-survey.ts';

// The staged files of a survey of the emulated operator, with any number of rows.

const seed = 1;

type Make = (scale: Scale, number: number) => Row;

const labelled = (row: Row, entity: Parameters<typeof statusLabel>[0]): Row => ({
  ...row,
  status: statusLabel(entity, row['status_code']),
});
const withLines = ({ row, lines }: { row: Row; lines: Row[] }): Row => ({ ...row, lines: JSON.stringify(lines) });

const objects: Record<string, { key: string; make: Make }> = {
  billing_accounts: { key: 'account_no', make: (scale, no) => labelled(account(seed, scale, no).row, 'account') },
  subscribers: { key: 'subscriber_no', make: (scale, no) => labelled(subscriber(seed, scale, no).row, 'subscriber') },
  orders: { key: 'order_no', make: (scale, no) => labelled(withLines(order(seed, scale, no)), 'order') },
  invoices: { key: 'invoice_no', make: (scale, no) => labelled(withLines(invoice(seed, scale, no)), 'invoice') },
  notes: { key: 'note_id', make: (scale, no) => note(seed, scale, no).row },
};

const scaleWith = (rows: number): Scale => ({
  ...scaleOf({ accounts: rows, defects: usualRates, plantedIdentifiers: rows / 100 }),
  subscribers: rows,
});

/** Writes a file of so many rows for each object. @param only the objects; all without it */
export async function writeSurvey(folder: string, rows: number, only = Object.keys(objects)): Promise<void> {
  const staging = createLocalStaging(folder);
  for (const name of only) await staging.write(`${name}.csv`, Readable.from(csvOf(objects[name]!.make, rows)));
}

function* csvOf(make: Make, rows: number): Generator<string> {
  const scale = scaleWith(rows);
  yield stringify([Object.keys(make(scale, 1))]);
  for (let number = 1; number <= rows; number += 1_000)
    yield stringify(
      Array.from({ length: Math.min(1_000, rows - number + 1) }, (_, at) => Object.values(make(scale, number + at))),
    );
}

/** The files that `writeSurvey` writes. */
export const surveyFiles = (rows: number, only = Object.keys(objects)): StagedFile[] =>
  only.map((object) => {
    const { key, make } = objects[object]!;
    const counted = { rows, isExact: true };
    const columns = Object.keys(make(scaleWith(rows), 1));
    return { object, path: `${object}.csv`, key, columns, rows, bad: 0, counted } as StagedFile;
  });
