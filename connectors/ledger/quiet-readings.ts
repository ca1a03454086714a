import { SourceReading } from '../../schemas/quiet.ts';
import type { Ledger } from './database.ts';

/** Keeps a reading of a watch. */
export async function storeReading(
  ledger: Ledger,
  { engagement, watch }: { engagement: string; watch: number },
  reading: SourceReading,
): Promise<void> {
  await ledger.query('insert into quiet_reading (engagement, watch, reading) values ($1, $2, $3)', [
    ...[engagement, watch, JSON.stringify(reading)],
  ]);
}

/** The readings of a watch, the oldest first. */
export async function listReadings(
  ledger: Ledger,
  { engagement, watch }: { engagement: string; watch: number },
): Promise<SourceReading[]> {
  const rows = await ledger.query<{ reading: unknown }>(
    'select reading from quiet_reading where engagement = $1 and watch = $2 order by no',
    [engagement, watch],
  );
  return rows.map(({ reading }) => SourceReading.parse(reading));
}
