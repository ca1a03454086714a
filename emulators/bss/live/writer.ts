import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { randomFor } from '../random.ts';
import { customers, documents, newInvoices, newOrders, notes } from './arrivals.ts';
import { changeRow, type RemovedRow } from './change-row.ts';
import { cancellations, emptied, fields, lines, moves, parents, payments } from './edits.ts';
import { removedAccounts, removedInvoices, removedOrders, removedSubscribers } from './removals.ts';
import type { Change } from './statement.ts';

/** What the operator's people do all day, the frequent things several times. */
const business: [what: string, variants: Change[], times: number][] = [
  ['new customer', customers, 3],
  ['changed address', moves, 4],
  ['changed field', fields, 6],
  ['emptied field', emptied, 1],
  ['changed parent account', parents, 1],
  ['new order', newOrders, 3],
  ['cancelled order', cancellations, 2],
  ['changed lines', lines, 2],
  ['new invoice', newInvoices, 3],
  ['payment', payments, 4],
  ['new note', notes, 2],
  ['new file', documents, 2],
  ['deleted invoice', removedInvoices, 1],
  ['deleted order', removedOrders, 1],
  ['deleted subscriber', removedSubscribers, 1],
  ['deleted account', removedAccounts, 1],
];
const round = business.flatMap(([what, variants, times]) => Array.from({ length: times }, () => ({ what, variants })));

/** Makes one after the other, so that a round has each of them as often as it should. */
const stride = 7;

/** One committed change. */
export interface MadeChange {
  number: number;
  what: string;
  /** When it was committed, in ISO 8601. */
  at: string;
  removed: RemovedRow[];
}

export interface WriterOptions {
  url: string;
  seed: number;
  /** Time between two changes. */
  pauseMs: number;
  /** Stops after this many changes. */
  most?: number;
}

/**
 * Keeps changing the source as live business does, until the signal is aborted: one transaction after the other, each
 * whole. The same seed makes the same changes.
 */
export async function* changeOn(
  { url, seed, pauseMs, most = Infinity }: WriterOptions,
  signal: AbortSignal,
): AsyncGenerator<MadeChange> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (let number = 1; number <= most && !signal.aborted; number += 1) {
      const random = randomFor(seed, 'live', number);
      const { what, variants } = round[(number * stride) % round.length]!;
      const removed = await changeRow(client, random.pick(variants), {
        number,
        size: random.between(1, 9),
        pick: random.between(0, 999_999) / 1_000_000,
      });
      if (removed) yield { number, what, at: new Date().toISOString(), removed };
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await client.end();
  }
}
