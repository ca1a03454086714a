import { eachUnmatched, hasMatches, storeMatches } from '../../connectors/ledger/matches.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import { openMatchTables } from '../../connectors/staging/match-tables.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import type { JsonObject } from '../../schemas/json.ts';
import { keepValues } from './keep-values.ts';
import { addKnown, matcherOf, seenIn, settledMatches } from './find-matches.ts';
import { readZohoSide } from './read-zoho.ts';

/**
 * Matches the records that a run would create with those in its environment, before its queue is sealed. What is adopted becomes
 * a record of the environment, which the load updates. What nobody has decided about is held back by the lanes.
 */
export async function matchRun(ports: Ports, stored: StoredEngagement, run: Run, signal: AbortSignal): Promise<void> {
  const { ledger } = ports;
  const { env, environment } = run;
  const matcher = matcherOf(stored);
  if (matcher.rules.length === 0 && !(await hasMatches(ledger, run))) return;
  const tables = await openMatchTables(matcher.rules);
  try {
    const keys: string[] = [];
    const modules = new Set(matcher.rules.map(({ module }) => module));
    const compared = new Set<(typeof matcher.rules)[number]['module']>();
    await eachUnmatched(ledger, run, { modules: [...modules] }, (records) => {
      for (const { key, module, values } of records) {
        if (run.kind === 'delta') keys.push(key);
        compared.add(module);
        tables.addSource({ id: key, values: matcher.ofSource(module, values) });
      }
    });
    await addKnown(ledger, env, tables);
    const about = { matcher, keyField: stored.mapping.key, modules: [...compared] };
    if (compared.size > 0)
      await withZoho(ports, stored, { environment, phase: 'transformation' }, (zoho) =>
        readZohoSide(zoho, about, tables, signal),
      );
    const seen = await seenIn(ledger, env, environment);
    const found = { env, isPlanned: false, matches: settledMatches(tables, matcher, seen) };
    const looked = run.kind === 'delta' ? keys : null;
    await storeMatches(ledger, { ...found, keys: looked }, { adopt: true });
    const wantedOf = async (asked: string[]) => {
      const wanted = new Map<string, JsonObject>();
      await eachUnmatched(ledger, run, { modules: [...modules], keys: asked }, (records) => {
        for (const { key, values } of records) wanted.set(key, values);
      });
      return wanted;
    };
    await keepValues(ports, stored, { env, environment, keys: looked, matcher, wantedOf }, signal);
  } finally {
    await tables.close();
  }
}
