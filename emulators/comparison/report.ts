import type { Defect } from '../bss/records.ts';
import type { RemovedRow } from '../bss/live/change-row.ts';
import type { OrgState } from '../zoho/admin.ts';
import { compareOrg, keyIn, type Claim } from './compare.ts';
import { expectedOf, modules } from './expected.ts';
import type { Source } from './source.ts';
import { any, keyOf, type Values } from './values.ts';

/** Source and org at one time. */
export interface Sides {
  source: Source;
  state: OrgState;
}

export interface CompareInput {
  /** When the operator was generated, before anything was loaded. */
  before: Sides;
  now: Sides;
  /** Zoho's user ids by login. */
  users: ReadonlyMap<string, string>;
  defects: Defect[];
  /** Rows that the source no longer has. Their records stay, by the mapping's rule for vanished records. */
  removed: RemovedRow[];
}

/** The result of a comparison by content. */
export interface ComparisonReport {
  /** Records that the source asks for, by module. */
  modules: Record<string, number>;
  records: number;
  /** Values that were compared, with those of lines and the content of files. */
  fields: number;
  /** Values that can't be compared, because the source's value has a network identifier, which must not move. */
  withheld: number;
  /** Records that stay without a row in the source, because it was deleted there. */
  staying: number;
  /** How many differences there are. */
  differing: number;
  /** The first of them. */
  differences: string[];
}

const mostShown = 50;

/** Compares an org with its source, record by record and field by field. Nobody has edited records in Zoho. */
export function compareContent({ before, now, users, defects, removed }: CompareInput): ComparisonReport {
  const expected = expectedOf(now.source, before.source, defects);
  const removedKeys = new Set(removed.map(({ object, id }) => keyOf(object, id)));
  const counts = new Map<Claim, number>();
  const differences: string[] = [];
  compareOrg(
    {
      expected,
      state: now.state,
      before: before.state,
      people: { rule: 'source', edits: new Map(), deleted: new Set() },
      mayStay: new Map(modules.map((module) => [module, removedKeys])),
      users,
    },
    {
      add(claim, holds, difference) {
        counts.set(claim, (counts.get(claim) ?? 0) + 1);
        if (!holds) differences.push(`${claim}: ${difference}`);
      },
    },
  );
  const all = [...expected.modules].flatMap(([, records]) => [...records.values()]);
  const values = all
    .flatMap((one): Values[] => [one.values, ...(one.lines ?? [])])
    .flatMap((one) => Object.values(one));
  const counted = Object.fromEntries([...expected.modules].map(([module, records]) => [module, records.size]));
  const staying = modules
    .flatMap((module) => now.state[module]?.records ?? [])
    .filter((record) => removedKeys.has(keyIn(record) ?? ''));
  return {
    modules: counted,
    records: all.length,
    fields: (counts.get('nothing stale') ?? 0) + (counts.get('references right') ?? 0),
    withheld: values.filter((value) => value === any).length,
    staying: staying.length,
    differing: differences.length,
    differences: differences.slice(0, mostShown),
  };
}
