import { createHash } from 'node:crypto';
import { digestOf } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import { readEngagement, type StoredEngagement } from '../connectors/ledger/engagements.ts';
import { bookUnchanged, fillQueue, type QueueFill } from '../connectors/ledger/queue.ts';
import { openRun, findRun, storeRouted, type Routed } from '../connectors/ledger/runs.ts';
import { findDuplicates, repeatedKeys } from '../connectors/staging/csv-set.ts';
import { readManifest } from '../connectors/staging/extraction.ts';
import { readRows } from '../connectors/staging/rows.ts';
import type { Zoho } from '../connectors/zoho/port.ts';
import { compileMapping, type StagedRow } from '../domain/map-record.ts';
import { orderModules } from '../domain/order-modules.ts';
import type { RunRef } from '../schemas/engagement.ts';
import type { Manifest } from '../schemas/manifest.ts';
import type { Mapping } from '../schemas/mapping.ts';
import type { RecordKey, Transformed } from '../schemas/record.ts';
import { isLoaded, modules, type LoadedObject, type Module } from '../schemas/words.ts';
import type { Ports } from './ports.ts';
import { withZoho } from './with-zoho.ts';

export function transformationActivities(ports: Ports) {
  const { ledger, staging } = ports;
  return {
    /**
     * Turns the staged rows into the write queue of a run; what is excluded, merged or rejected gets its outcome here.
     * A repeated call replaces the queue as long as no phase has begun, and is a look otherwise.
     */
    async transform(input: RunRef & { staging: string }): Promise<{ queued: number; decided: number }> {
      const stored = await readEngagement(ledger, input.engagement);
      const manifest = await readManifest(staging, input.staging);
      if (!manifest)
        throw new ConnectorError(
          'configuration',
          `There is no sealed extraction ${input.staging}. Start the extraction again.`,
        );
      const digests = { mapping: stored.mappingDigest, manifest: manifest.contentDigest };
      const { id } = await openRun(ledger, input, digests);
      const owners = await withZoho(ports, stored, { ...input, phase: 'transformation' }, (zoho) =>
        ownerIds(zoho, stored),
      );
      const fill = await fillQueue(ledger, id);
      if (!fill) return { queued: 0, decided: 0 };
      try {
        const counts = await fillFromStaging(ports, stored, manifest, owners, fill);
        await storeRouted(ledger, id, counts.routed);
        await fill.seal(orderModules(stored.mapping));
        const run = await findRun(ledger, input);
        await bookUnchanged(
          ledger,
          id,
          run.chain.filter((one) => one !== id),
        );
        return { queued: counts.queued, decided: counts.decided };
      } catch (error) {
        fill.abandon();
        throw error;
      }
    },
  };
}

type OwnerOf = (sourceUser: string) => string;

/** Zoho's ids of the users that the owner map names. */
async function ownerIds(zoho: Zoho, { owners }: StoredEngagement): Promise<OwnerOf> {
  const ids = new Map((await zoho.users()).map((user) => [user.email.toLowerCase(), user.id]));
  const idOf = (email: string): string => {
    const id = ids.get(email.toLowerCase());
    if (!id)
      throw new ConnectorError(
        'configuration',
        'An owner of owners.yml is no user of the org. Run preflight, and mend owners.yml.',
      );
    return id;
  };
  const fallback = idOf(owners.default);
  const named = new Map(Object.entries(owners.owners).map(([user, email]) => [user, idOf(email)]));
  return (sourceUser) => named.get(sourceUser) ?? fallback;
}

async function fillFromStaging(
  { staging }: Ports,
  stored: StoredEngagement,
  manifest: Manifest,
  ownerOf: OwnerOf,
  fill: QueueFill,
): Promise<{ queued: number; decided: number; routed: Routed[] }> {
  const { mapping, profile, salt } = stored;
  const map = compileMapping(mapping, {
    timeZone: profile.timeZone,
    phoneRegion: mapping.phoneRegion,
    currency: mapping.currency,
    ownerOf,
    hash: (text) => createHash('sha256').update(salt).update(text).digest('hex').slice(0, 24),
    digest: digestOf,
  });
  const routed = new Map<string, Routed>();
  const counts = { queued: 0, decided: 0 };
  const book = async (object: LoadedObject, made: Transformed): Promise<void> => {
    const { module } = made.kind === 'queued' ? made.record : made.decided;
    const route = routed.get(`${object} ${module}`) ?? { object, module, rows: 0 };
    routed.set(`${object} ${module}`, { ...route, rows: route.rows + 1 });
    for (const remark of made.remarks) await fill.remark(remark);
    if (made.kind === 'queued') {
      counts.queued += 1;
      await fill.queue(made.record);
    } else {
      counts.decided += 1;
      await fill.decide(made.decided);
    }
  };

  for (const { object, path, bad, unsound } of manifest.objects) {
    if (!isLoaded(object)) continue;
    for await (const { file, line, why } of bad ? readRows(staging, bad.path) : [])
      await book(object, rejectedRow(mapping, object, `${file}, line ${line}`, why ?? ''));
    const key = profile.objects[object]?.key ?? 'id';
    const survivors = await survivorsOf(stored, object, key, (work) => staging.withLocalFile(path, work));
    const wanted = new Set(survivors.values());
    // A duplicate of a record that doesn't go on is no duplicate, but a record of its own.
    const lost = new Set<string>();
    const repeated =
      unsound > 0 ? await staging.withLocalFile(path, (local) => repeatedKeys(local, key)) : new Set<string>();
    const seen = new Map<string, number>();
    for await (const row of readRows(staging, path)) {
      const id: string = (row[key] ?? '').trim();
      const times = (seen.get(id) ?? 0) + 1;
      if (id === '' || repeated.has(id)) seen.set(id, times);
      const flaw = id === '' ? 'no source id' : times > 1 ? 'source id stands twice' : null;
      const survivor = survivors.get(id) ?? null;
      const staged: StagedRow = {
        object,
        sourceId: flaw ? `${id}#${times}` : id,
        row,
        survivor: survivor !== null && !lost.has(survivor) ? survivor : null,
        flaw,
      };
      const made = map(staged);
      if (made.kind === 'decided' && wanted.has(id)) lost.add(id);
      await book(object, made);
    }
  }
  return { ...counts, routed: [...routed.values()] };
}

/** A row that could not be read ends as rejected, by the place where it stands. */
function rejectedRow({ modules: mapped }: Mapping, object: LoadedObject, place: string, why: string): Transformed {
  const isIts = (module: Module) => mapped[module]?.sources.some((source) => source.object === object);
  const module = modules.find(isIts) ?? 'Accounts';
  const key: RecordKey = `${object}:${place}`;
  return { kind: 'decided', decided: { key, module, outcome: 'rejected', reason: `unreadable: ${why}` }, remarks: [] };
}

async function survivorsOf(
  { mapping }: StoredEngagement,
  object: LoadedObject,
  key: string,
  withFile: (work: (path: string) => Promise<Map<string, string>>) => Promise<Map<string, string>>,
): Promise<Map<string, string>> {
  const merged = new Map<string, string>();
  const sources = Object.values(mapping.modules).flatMap((module) =>
    module.sources.filter((one) => one.object === object),
  );
  for (const source of sources) {
    const search = {
      key,
      route: source.route ?? null,
      exclude: source.exclude.map(({ when }) => when),
      lists: source.dedupe,
    };
    for (const [id, survivor] of await withFile((path) => findDuplicates(path, search))) merged.set(id, survivor);
  }
  return merged;
}
