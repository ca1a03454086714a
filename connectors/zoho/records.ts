import { z } from 'zod';
import type { JsonObject } from '../../schemas/json.ts';
import { ConnectorError } from '../error.ts';
import { contractFailure, ZohoId, type Http, type Request } from './http.ts';
import { fieldsPerRead } from './limits.ts';
import { ApiName, Code, DataType } from './names.ts';
import type { ItemResult, Leak, QueriesRecords, ReadsRecords, WritesRecords } from './port.ts';
import { queryCalls } from './queries.ts';

const Details = z.looseObject({
  id: ZohoId.optional(),
  Modified_Time: z.string().optional(),
  api_name: ApiName,
  maximum_length: z.number().optional(),
  expected_data_type: DataType,
  duplicate_record: z.looseObject({ id: ZohoId }).optional(),
  errors: z.array(z.unknown()).optional(),
});
/** The result of one record in an answer. */
export const Item = z.looseObject({ code: Code, status: z.string(), details: Details.default({}) });
const Items = z.looseObject({ data: z.array(Item) });
const Rows = z.looseObject({
  data: z.array(z.looseObject({ id: ZohoId })),
  info: z.looseObject({ more_records: z.boolean().optional() }).optional(),
});
/** Lists cut texts with formatting after so many characters. docs: get-records */
const cutAt = 500;

/** Code and field of an item's error, never a value. */
function reasonOf({ code, details }: z.infer<typeof Item>): string {
  if (details.errors) return details.errors.map((one) => reasonOf(Item.parse(one))).join('; ');
  const limit = details.maximum_length === undefined ? '' : ` (maximum_length ${details.maximum_length})`;
  const type = details.expected_data_type === undefined ? '' : ` (expected ${details.expected_data_type})`;
  return `${code}${details.api_name ? ` ${details.api_name}` : ''}${limit}${type}`;
}

export function resultOf(item: z.infer<typeof Item>): ItemResult {
  const { code, details, status } = item;
  if (status === 'success' && details.id)
    return { ok: true, id: details.id, modifiedAt: details.Modified_Time ?? null };
  const errors = details.errors?.map((one) => Item.parse(one)) ?? [item];
  const duplicate = errors.find((one) => one.code === 'DUPLICATE_DATA')?.details;
  const duplicateId = duplicate?.duplicate_record?.id ?? duplicate?.id;
  const field = duplicate?.api_name ?? errors.find((one) => one.details.api_name)?.details.api_name;
  return {
    ok: false,
    code,
    reason: reasonOf(item),
    ...(field ? { field } : {}),
    ...(duplicateId ? { duplicateId } : {}),
  };
}

/** The result of each record of a write, in the order sent. If their number is wrong, the outcome is unknown. */
export function readItems(body: unknown, sent: number, what: string): ItemResult[] {
  const response = Items.safeParse(body);
  if (!response.success || response.data.data.length !== sent) {
    throw new ConnectorError(
      'unknown-outcome',
      `Zoho's response to ${what} does not have one result per record. The records will be looked up before they are sent again.`,
    );
  }
  return response.data.data.map(resultOf);
}

/** The result of a record that the last scan did not let through. */
export const leakResult = (leak: Leak | undefined): ItemResult | null =>
  leak
    ? { ok: false, code: 'WITHHELD', reason: `network identifier (${leak.rule}) in ${leak.field}`, field: leak.field }
    : null;

interface RecordContext {
  scan: (records: JsonObject[]) => Leak[];
  checkOrg: () => Promise<void>;
  /** The fields of a module whose texts have formatting. */
  richTexts: (module: string, signal?: AbortSignal) => Promise<ReadonlySet<string>>;
}

export function recordCalls(
  http: Http,
  { scan, checkOrg, richTexts }: RecordContext,
): WritesRecords & ReadsRecords & QueriesRecords {
  const write = async (
    method: 'POST' | 'PUT',
    path: string,
    records: JsonObject[],
    signal?: AbortSignal,
  ): Promise<ItemResult[]> => {
    const leaks = new Map(scan(records).map((leak) => [leak.record, leak]));
    await checkOrg();
    const clean = records.filter((_, index) => !leaks.has(index));
    const results: ItemResult[] = [];
    if (clean.length > 0) {
      const body = { data: clean, trigger: [] };
      const cost = { kind: 'write', size: clean.length } as const;
      results.push(...readItems(await http.call({ method, path, body, cost, signal }), clean.length, path));
    }
    return records.map((_, index) => leakResult(leaks.get(index)) ?? (results.shift() as ItemResult));
  };

  const readList = async (module: string, ids: string[], fields: string[], signal?: AbortSignal) => {
    const query = { fields: fields.join(','), ids: ids.join(','), per_page: 200 };
    const body = await http.call({ method: 'GET', path: `/${module}`, query, signal });
    if (body === null) return [];
    const rows = Rows.safeParse(body);
    if (!rows.success) throw contractFailure(`a list of ${module}`);
    return rows.data.data;
  };

  /** The whole texts that a list has cut, by record. A text that is not as long as a cut one is whole. */
  async function readCutTexts(module: string, found: ReadonlyMap<string, JsonObject>, signal?: AbortSignal) {
    const isLong = (value: unknown) => typeof value === 'string' && value.length >= cutAt;
    const long = [...found].filter(([, values]) => Object.values(values).some(isLong));
    if (long.length === 0) return new Map<string, JsonObject>();
    const rich = await richTexts(module, signal);
    const cutIn = (values: JsonObject) => Object.keys(values).filter((name) => rich.has(name) && isLong(values[name]));
    const cut = long.filter(([, values]) => cutIn(values).length > 0);
    if (cut.length === 0) return new Map<string, JsonObject>();
    const fields = [...new Set(cut.flatMap(([, values]) => cutIn(values)))];
    const query = { ids: cut.map(([id]) => id).join(','), fields: fields.join(',') };
    const path = `/${module}/actions/fetch_full_data`;
    const rows = Rows.safeParse(await http.call({ method: 'GET', path, query, signal }));
    if (!rows.success) throw contractFailure(`whole texts of ${module}`);
    return new Map(
      rows.data.data.map((row) => {
        const values = row as JsonObject;
        return [row.id, Object.fromEntries(fields.flatMap((name) => (name in values ? [[name, values[name]!]] : [])))];
      }),
    );
  }

  const readOne = async (module: string, request: Omit<Request, 'method'>): Promise<JsonObject | null> => {
    const body = await http.call({ ...request, method: 'GET' }).catch((error: unknown) => {
      if (error instanceof ConnectorError && error.kind === 'not-found') return null;
      throw error;
    });
    if (body === null) return null;
    const rows = Rows.safeParse(body);
    if (!rows.success) throw contractFailure(`one record of ${module}`);
    return (rows.data.data[0] as JsonObject | undefined) ?? null;
  };

  return {
    ...queryCalls(http),
    insert: (module, records, signal) => write('POST', `/${module}`, records, signal),
    update: (module, records, signal) => write('PUT', `/${module}`, records, signal),
    async remove(module, ids, signal) {
      await checkOrg();
      const request = {
        method: 'DELETE',
        path: `/${module}`,
        query: { ids: ids.join(','), wf_trigger: 'false' },
      } as const;
      const body = await http.call({ ...request, cost: { kind: 'delete', size: ids.length }, signal });
      return readItems(body, ids.length, `/${module}`);
    },

    async readByIds(module, ids, fields, signal) {
      const found = new Map<string, JsonObject>();
      for (let from = 0; from < fields.length; from += fieldsPerRead) {
        for (const row of await readList(module, ids, fields.slice(from, from + fieldsPerRead), signal))
          found.set(row.id, { ...found.get(row.id), ...(row as JsonObject) });
      }
      for (const [id, texts] of await readCutTexts(module, found, signal))
        found.set(id, { ...found.get(id), ...texts });
      return found;
    },

    async read(module, id, signal) {
      return readOne(module, { path: `/${module}/${id}`, name: `/${module}/{id}`, signal });
    },

    async readByKey(module, keyField, key, signal) {
      const path = `/${module}/${encodeURIComponent(key)}`;
      const headers = { 'X-EXTERNAL': `${module}.${keyField}` };
      return readOne(module, { path, name: `/${module}/{key}`, headers, signal });
    },
  };
}
