import type { Estimate, GradePart } from '../../schemas/estimate.ts';

export interface GradeFacts {
  /** Source objects that can be read, and all that the profile names. */
  objects: { readable: number; all: number };
  /** Fields of mapped objects, and those that are mapped or ignored on purpose. */
  fields: { decided: number; all: number };
  /** Least days of one load with the edition of the engagement. */
  days: number;
  /** Most custom fields of a module, and how many the edition allows. */
  customFields: { most: number; allowed: number };
  records: number;
  /** Share of the records that a finding blocks, from 0 to 1; null if data quality was not checked. */
  blocked: number | null;
}

const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`;
const shareOf = (part: number, all: number) => (all === 0 ? 1 : part / all);
/** Points by the number of limits that a value has passed. */
const passed = (value: number, limits: number[]) => limits.filter((limit) => value > limit).length;

/** How complex a migration is, with the reason for each point. A: 0 to 4 points, B: 5 to 9, C: 10 and more. */
export function gradeOf(facts: GradeFacts): Estimate['grade'] {
  const parts = [compatibility(facts), clarity(facts), constraints(facts), volume(facts), quality(facts)];
  const points = parts.reduce((sum, one) => sum + one.points, 0);
  return { grade: points < 5 ? 'A' : points < 10 ? 'B' : 'C', parts };
}

function compatibility({ objects: { readable, all } }: GradeFacts): GradePart {
  return {
    about: 'compatibility',
    points: passed(1 - shareOf(readable, all), [0, 0.1, 0.3]),
    reason: `${readable} of ${all} source objects can be read`,
  };
}

function clarity({ fields: { decided, all } }: GradeFacts): GradePart {
  return {
    about: 'mapping clarity',
    points: passed(1 - shareOf(decided, all), [0.05, 0.3, 0.6]),
    reason: `${decided} of ${all} fields are mapped or ignored on purpose`,
  };
}

function constraints({ days, customFields: { most, allowed } }: GradeFacts): GradePart {
  const reasons = [
    ...(days > 2 ? [`a load takes ${days.toFixed(1)} days of API credits`] : []),
    ...(most > allowed ? [`a module needs ${most} custom fields, and the edition allows ${allowed}`] : []),
  ];
  return {
    about: 'API constraints',
    points: (days > 2 ? 1 : 0) + (most > allowed ? 2 : 0),
    reason: reasons.join('; ') || 'credits and custom fields are within the limits of the edition',
  };
}

function volume({ records }: GradeFacts): GradePart {
  return {
    about: 'volume',
    points: passed(records, [100_000, 500_000, 2_000_000]),
    reason: `${records.toLocaleString('en')} records`,
  };
}

function quality({ blocked }: GradeFacts): GradePart {
  if (blocked === null) return { about: 'data quality', points: 0, reason: 'not checked' };
  return {
    about: 'data quality',
    points: passed(blocked, [0.01, 0.05, 0.15]),
    reason: `findings block ${percent(blocked)} of the records`,
  };
}
