import {
  listAsked,
  storeMatchValues,
  type AskedMatch,
  type ComparedMatch,
} from '../../connectors/ledger/match-values.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import { lineFields } from '../../domain/line-items.ts';
import type { Matcher } from '../../domain/match/compare.ts';
import { sideBySide } from '../../domain/match/side-by-side.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { ComparedField } from '../../schemas/match.ts';
import { toStorable } from '../../schemas/storable.ts';
import type { Environment, Module } from '../../schemas/terms.ts';
import { openGuard } from '../guard.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';

/** Open matches whose records are kept for people: nobody decides about more of them one by one. */
const mostKept = 1_000;
/** Characters of a value that are shown. */
const longestValue = 300;

export interface KeptValues {
  env: number;
  environment: Environment;
  /** Keys that were looked at; null for all. */
  keys: string[] | null;
  matcher: Matcher;
  /** The values that records of the source would get in Zoho. */
  wantedOf: (keys: string[]) => Promise<Map<string, JsonObject>>;
}

/**
 * Keeps both records of each open match in the ledger, so that the person who decides sees them side by side: the console has no
 * access to Zoho. Network identifiers are masked.
 */
export async function keepValues(
  ports: Ports,
  stored: StoredEngagement,
  { env, environment, keys, matcher, wantedOf }: KeptValues,
  signal: AbortSignal,
): Promise<void> {
  const asked = await listAsked(ports.ledger, env, keys, mostKept);
  const compared: ComparedMatch[] = [];
  if (asked.length > 0) {
    const wanted = await wantedOf([...new Set(asked.map(({ key }) => key))]);
    const guard = await openGuard(ports, stored);
    const shown = (name: string, text: string) =>
      toStorable(guard.clean(name, text, 'mask').text.slice(0, longestValue));
    await withZoho(ports, stored, { environment, phase: 'mapping' }, async (zoho) => {
      for (const module of new Set(asked.map(({ zohoModule }) => zohoModule))) {
        const own = asked.filter(({ zohoModule }) => zohoModule === module);
        const present = await readPresent(zoho, matcher, module, own, wanted, signal);
        for (const { key, zohoId } of own) {
          const fields = sideBySide(wanted.get(key) ?? {}, present.get(zohoId) ?? {}, stored.mapping.key);
          compared.push({
            ...{ key, zohoId },
            fields: fields.map(([name, ...both]): ComparedField => {
              const [source = '', theirs = ''] = both.map((text) => shown(name, text));
              return [toStorable(name), source, theirs];
            }),
          });
        }
      }
    });
  }
  await storeMatchValues(ports.ledger, env, compared);
}

/** What Zoho has in the fields that the source's records fill, and in those that rules compare. */
async function readPresent(
  zoho: Pick<Zoho, 'fields' | 'readByIds'>,
  matcher: Matcher,
  module: Module,
  asked: AskedMatch[],
  wanted: ReadonlyMap<string, JsonObject>,
  signal: AbortSignal,
): Promise<Map<string, JsonObject>> {
  const known = new Set((await zoho.fields(module)).map(({ apiName }) => apiName));
  // A list of records does not include their lines.
  known.delete(lineFields[module] ?? '');
  const filled = asked.flatMap(({ key }) => Object.keys(wanted.get(key) ?? {}));
  const compared = matcher.rules.filter((one) => one.zohoModule === module).flatMap(({ zohoFields }) => zohoFields);
  const fields = [...new Set([...filled, ...compared])].filter((field) => known.has(field));
  const ids = [...new Set(asked.map(({ zohoId }) => zohoId))];
  const found = new Map<string, JsonObject>();
  for (let from = 0; from < ids.length; from += recordsPerCall) {
    const page = await zoho.readByIds(module, ids.slice(from, from + recordsPerCall), fields, signal);
    for (const [id, record] of page) found.set(id, record);
  }
  return found;
}
