import { sha256 } from '../digest.ts';
import type { Ledger } from './database.ts';

/** The booking has no address: it is made of the notice and the address. */
const bookingOf = (notice: string, address: string): string => `told ${sha256(`${notice} ${address}`).slice(0, 32)}`;

/** Of these people, those who were not sent the notice yet. */
export async function findUntold(
  ledger: Ledger,
  engagement: string,
  notice: string,
  addresses: string[],
): Promise<string[]> {
  const rows = await ledger.query<{ message: string }>(
    'select message from counted_act where engagement = $1 and message = any($2)',
    [engagement, addresses.map((one) => bookingOf(notice, one))],
  );
  const told = new Set(rows.map(({ message }) => message));
  return addresses.filter((one) => !told.has(bookingOf(notice, one)));
}

/** Books that people were sent a notice, so that nobody gets it twice when it is sent again to the others. */
export async function bookTold(ledger: Ledger, engagement: string, notice: string, addresses: string[]): Promise<void> {
  await ledger.query(
    `insert into counted_act (engagement, message, verdict, at) select $1, unnest($2::text[]), '{"counted": true}', now()
     on conflict do nothing`,
    [engagement, addresses.map((one) => bookingOf(notice, one))],
  );
}
