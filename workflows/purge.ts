import type { Erasure } from '../schemas/erasure.ts';
import type { EngagementRef } from '../schemas/refs.ts';
import { dataActivities } from './proxies.ts';

/** Erases the personal data of an engagement that has ended. Temporal runs one for each engagement at a time. */
export const purge = (ref: EngagementRef): Promise<Erasure> =>
  dataActivities('Erase personal data from staging and the ledger').purge(ref);
