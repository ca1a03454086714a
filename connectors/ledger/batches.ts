import { changedFields, fieldsOf, filledFields } from '../../domain/changed-fields.ts';
import { isUnchangeable } from '../../domain/module-traits.ts';
import { keysIn, resolveReferences } from '../../domain/resolve-references.ts';
import type { ConflictRule } from '../../schemas/engagement-file.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { ClaimedMatch, ClaimedRecord, RecordKey } from '../../schemas/record.ts';
import type { Pass } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import type { LaneWork } from './lanes.ts';
import { resolveKeys } from './records.ts';

interface BatchRow {
  no: number;
  key: RecordKey;
  values: JsonObject;
  /** What Zoho acknowledged for this pass; null if nothing. */
  acknowledged: JsonObject | null;
  /** References that lead to another record than before. */
  moved: RecordKey[] | null;
  zohoId: string | null;
  modifiedAt: Date | null;
  /** Fields with an undecided conflict or with people's value, and what was decided about each. */
  held: Record<string, ConflictRule | null> | null;
  /** Fields that the other pass of an adopted record writes. */
  others: string[] | null;
  /** Fields of an adopted record's before-image; null for a record of ours. */
  imaged: string[] | null;
  /** Records in Zoho that may be a new record. */
  undecided: string[] | null;
  /** The before-image of a record that a match has adopted; null for the others. */
  image: JsonObject | null;
}

const heldFields = `(select json_object_agg(c.field, c.decision) from conflict c
  where c.env = $1 and c.key = v.key and c.state <> 'overwritten') as held`;
/**
 * Joins that look a few rows up by their primary key, whatever the planner knows about the tables. They grow during a load,
 * and with old statistics the planner would read a whole environment for each batch.
 */
const lookUp = {
  record: `lateral (select * from record where env = $1 and key = v.key limit 1) r`,
  acknowledged: (no: string) => `lateral (select * from record_value where env = $1 and no = ${no} limit 1) a`,
  image: `lateral (select * from before_image
    where r.origin = 'adopted' and env = $1 and key = v.key limit 1) i`,
};
const imagedFields = `case when r.origin = 'adopted' then array(select jsonb_object_keys(i.body)) end as imaged`;
/** Matches are few, and asked for by their primary key. */
const matchFields = `case when r.zoho_id is null then (
    select array_agg(m.zoho_id::text order by m.zoho_id) from record_match m
    where m.env = $1 and m.key = v.key and m.state = 'ask') end as undecided,
  case when r.origin = 'adopted' and exists (
    select from record_match m where m.env = $1 and m.key = v.key and m.zoho_id = r.zoho_id and m.state = 'adopt'
  ) then coalesce(i.body, '{}') end as image`;
/** People decided about a conflict of a record that Zoho has acknowledged already. */
const decidedConflict = `exists (select from conflict c
  where c.env = $1 and c.key = v.key and c.no = v.no and c.state = 'open' and c.decision is not null)`;

/** Records that Zoho has acknowledged already are left out, so a slice can be read again after a phase is reopened. */
const selectBatch: Record<Pass, string> = {
  base: `select v.no, v.key, v.base as values, v.moved, r.zoho_id::text as "zohoId", a.base as acknowledged,
      r.modified_at as "modifiedAt", ${heldFields}, ${imagedFields}, ${matchFields},
      case when r.origin = 'adopted' then array(select json_object_keys(v.custom)) end as others
    from (select * from record_value where env = $1 and no between $2 and $3 order by no offset 0) v
    left join ${lookUp.record} on true
    left join ${lookUp.acknowledged('case when r.zoho_id is not null then r.base_no end')} on true
    left join ${lookUp.image} on true
    where (r.base_no is distinct from v.no or ${decidedConflict})
    order by v.no`,
  custom: `select v.no, v.key, v.custom as values, v.moved, r.zoho_id::text as "zohoId", a.custom as acknowledged,
      r.modified_at as "modifiedAt", ${heldFields}, ${imagedFields}, ${matchFields}, '{}'::text[] as others
    from (select * from record_value where env = $1 and no between $2 and $3 order by no offset 0) v
    join ${lookUp.record} on true
    left join ${lookUp.acknowledged('r.custom_no')} on true
    left join ${lookUp.image} on true
    where r.zoho_id is not null
      and (r.custom_no is distinct from v.no and (r.base_no = v.no or v.no > $4::int) or ${decidedConflict})
    order by v.no`,
};

/** In a slice that is loaded again, a record that was not chosen keeps its bad end. */
const unsettled = (run: string) => `
    and not exists (select from outcome o where o.run = ${run} and o.no = v.no
      and (o.outcome = 'rejected' or o.custom_reason is not null))
    order by v.no`;
const selectAgain: Record<Pass, string> = {
  base: selectBatch.base.replace(/\n *order by v\.no$/, unsettled('$4')),
  custom: selectBatch.custom.replace(/\n *order by v\.no$/, unsettled('$5')),
};

/**
 * Reads the records with these numbers, both included, with their references resolved. Of a record that is in Zoho, only
 * the fields that changed since Zoho acknowledged them. Records that this pass need not or can't write are left out.
 */
export async function readBatch(
  ledger: Ledger,
  { run, input, lastBaseNo }: LaneWork,
  { first, last, again = false }: { first: number; last: number; again?: boolean },
): Promise<ClaimedRecord[]> {
  const values = [run.env, first, last, ...(input.pass === 'custom' ? [lastBaseNo] : []), ...(again ? [run.id] : [])];
  const text = (again ? selectAgain : selectBatch)[input.pass];
  const rows = await ledger.query<BatchRow>(text, values, `read ${input.pass}${again ? ' again' : ''}`);
  const read = rows.map((row) => {
    const held = row.held ?? {};
    const isNew = row.zohoId === null;
    const open = Object.keys(held).filter((field) => field in row.values);
    const changed = isNew
      ? row.values
      : changedFields(row.values, row.acknowledged ?? {}, { moved: row.moved ?? [], again: open });
    // What can't be changed is judged by all of its fields, and sent anew with them.
    const isWhole = isUnchangeable(input.module) && Object.keys(changed).length > 0;
    const wanted = isNew ? filledFields(row.values) : isWhole ? row.values : changed;
    const before = row.acknowledged === null ? null : fieldsOf(row.acknowledged, Object.keys(wanted));
    return { row, held, wanted, before };
  });
  const refs = new Set(read.flatMap(({ wanted, before }) => [...keysIn(wanted), ...(before ? keysIn(before) : [])]));
  const ids = await resolveKeys(ledger, run.env, [...refs]);
  return read.map(({ row, wanted, before, held }) => {
    const { no, key, values, zohoId, modifiedAt, others, imaged } = row;
    const fields = imaged === null ? [] : [...Object.keys(values), ...(others ?? [])];
    const unimaged = fields.filter((field) => !imaged?.includes(field));
    const last = before && {
      values: resolveReferences(before, ids).values,
      modifiedAt: modifiedAt?.toISOString() ?? null,
    };
    return { no, key, zohoId, unimaged, last, held, match: matchOf(row, wanted), ...resolveReferences(wanted, ids) };
  });
}

function matchOf({ undecided, image }: BatchRow, wanted: JsonObject): ClaimedMatch | undefined {
  if (undecided === null && image === null) return undefined;
  const references = Object.entries(wanted).map(([field, value]) => [field, keysIn(value)] as const);
  return {
    open: undecided ?? [],
    image,
    references: Object.fromEntries(references.filter(([, keys]) => keys.length > 0)),
  };
}
