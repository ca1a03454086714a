import { stayingColumns, stayingRow, stayingText } from '../../domain/documents/cancellation.ts';
import type { StayingRecords } from '../../schemas/engagement.ts';
import { printInfo, printTable } from './print.ts';

/** Prints what the loads left in Zoho. */
export function showStaying(staying: StayingRecords[]): void {
  printInfo(`\n${stayingText(staying)}`);
  if (staying.length > 0) printTable(stayingColumns, staying.map(stayingRow));
}
