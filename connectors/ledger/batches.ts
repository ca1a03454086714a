import { lineFields } from '../../domain/line-items.ts';
import { resolveReferences } from '../../domain/resolve-references.ts';
import type { JsonObject, Json } from '../../schemas/json.ts';
import type { ClaimedRecord, RecordKey } from '../../schemas/record.ts';
import type { Pass } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import type { LaneWork } from './lanes.ts';
import { resolveKeys } from './records.ts';

interface BatchRow {
  no: number;
  key: RecordKey;
  values: JsonObject;
  refs: RecordKey[];
  zohoId: string | null;
  /** Fields that the other pass of an adopted record writes. */
  others: string[] | null;
  /** Fields of an adopted record's before-image; null for a record of ours. */
  imaged: string[] | null;
  acknowledgedLines: Json;
}

/** Records that Zoho has acknowledged already are left out, so a slice can be read again after a phase is reopened. */
const selectBatch: Record<Pass, string> = {
  base: `select v.no, v.key, v.base as values, v.refs, r.zoho_id::text as "zohoId",
      case when r.origin = 'adopted' then array(select json_object_keys(v.custom)) end as others,
      case when r.origin = 'adopted' then array(select jsonb_object_keys(i.body)) end as imaged,
      a.base -> $4::text as "acknowledgedLines"
    from record_value v
    left join record r on r.env = $1 and r.key = v.key
    left join record_value a on a.env = $1 and a.no = r.base_no and r.zoho_id is not null and $4::text is not null
    left join before_image i on r.origin = 'adopted' and i.env = $1 and i.key = v.key
    where v.env = $1 and v.no between $2 and $3 and r.base_no is distinct from v.no order by v.no`,
  custom: `select v.no, v.key, v.custom as values, v.refs, r.zoho_id::text as "zohoId",
      '{}'::text[] as others, null as "acknowledgedLines",
      case when r.origin = 'adopted' then array(select jsonb_object_keys(i.body)) end as imaged
    from record_value v
    join record r on r.env = $1 and r.key = v.key
    left join before_image i on r.origin = 'adopted' and i.env = $1 and i.key = v.key
    where v.env = $1 and v.no between $2 and $3 and r.zoho_id is not null
      and r.custom_no is distinct from v.no and (r.base_no = v.no or v.no > $4::int) order by v.no`,
};

/**
 * Reads the records with these numbers, both included, with their references resolved. Records that this pass need not or
 * can't write are left out.
 */
export async function readBatch(
  ledger: Ledger,
  { run, input, lastBaseNo }: LaneWork,
  { first, last }: { first: number; last: number },
): Promise<ClaimedRecord[]> {
  const lines = lineFields[input.module] ?? null;
  // Without a name: a plan that was made while the tables were small would read them whole when they have grown.
  const values = [run.env, first, last, input.pass === 'base' ? lines : lastBaseNo];
  const rows = await ledger.query<BatchRow>(selectBatch[input.pass], values);
  const ids = await resolveKeys(ledger, run.env, [...new Set(rows.flatMap((row) => row.refs))]);
  return rows.map(({ no, key, values, refs: _, zohoId, others, imaged, acknowledgedLines }) => {
    const wanted = lines && sameLines(values[lines], acknowledgedLines) ? withoutField(values, lines) : values;
    const fields = imaged === null ? [] : [...Object.keys(values), ...(others ?? [])];
    const unimaged = fields.filter((field) => !imaged?.includes(field));
    return { no, key, zohoId, unimaged, ...resolveReferences(wanted, ids) };
  });
}

/** Lines that Zoho has acknowledged are not sent again: a row without its id would be appended. */
const sameLines = (wanted: Json | undefined, acknowledged: Json): boolean =>
  acknowledged !== null && JSON.stringify(wanted) === JSON.stringify(acknowledged);

const withoutField = (values: JsonObject, field: string): JsonObject =>
  Object.fromEntries(Object.entries(values).filter(([name]) => name !== field));
