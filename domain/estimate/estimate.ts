import { Decimal } from 'decimal.js';
import type { Estimate, FileVolume, RateCard } from '../../schemas/estimate.ts';
import { usualRecords } from '../editions.ts';
import { costOf, daysByEdition, type ModuleVolume } from './credits.ts';
import { gradeOf, type GradeFacts } from './grade.ts';

export interface EstimateFacts extends Omit<GradeFacts, 'days' | 'records'> {
  volumes: ModuleVolume[];
  edition: string;
  /** Active users of the org. */
  users: number;
  lanes: number;
  rates: RateCard | null;
  files?: FileVolume[];
}

/** What a migration costs: credits, calls, days by edition, grade and price. */
export function estimateOf({ volumes, edition, users, lanes, rates, files = [], ...facts }: EstimateFacts): Estimate {
  const modules = volumes.map(costOf);
  const sum = (of: (one: (typeof modules)[number]) => number) => modules.reduce((total, one) => total + of(one), 0);
  const load = { calls: sum(({ rest }) => rest.calls), credits: sum(({ rest }) => rest.credits) };
  const records = sum((one) => one.records);
  const editions = daysByEdition(load, { users, lanes });
  const days = editions.find((one) => one.edition === edition)?.days.low ?? 0;
  const grade = gradeOf({ ...facts, days, records });
  return {
    ...{ modules, files, load, users, editions, grade },
    isIndividual: records > usualRecords,
    price: rates && priceOf(rates, records, grade.grade),
  };
}

function priceOf({ currency, fixed, perThousandRecords, factor }: RateCard, records: number, grade: 'A' | 'B' | 'C') {
  const volume = new Decimal(perThousandRecords).times(records).div(1_000);
  return { currency, amount: volume.plus(fixed).times(factor[grade]).toFixed(2) };
}
