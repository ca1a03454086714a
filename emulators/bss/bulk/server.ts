import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { stringify } from 'lossless-json';
import { documentContent } from '../document-content.ts';
import { flatRows } from '../flat-rows.ts';
import { createGuard, listen, sendContent, sendJson, type Guard, type ListeningServer, type Tls } from '../http.ts';
import { numberIn } from '../ids.ts';
import { scaleOf, type Size } from '../scale.ts';

/** How the export server behaves and which faults it has. */
export interface BulkBehaviour {
  /** Number of status requests until a job is complete. */
  polls: number;
  /** Number of jobs that fail, from the first one on. */
  failing: number;
  /** Number of downloads after which the links expire. The next status request returns new links. */
  linkFetches: number;
  /** Sends one byte more than the file has, so that size and checksum are wrong. */
  corrupt: boolean;
  /** Number of rows by which the row counts are too high. */
  extraRows: number;
  /** Host that the links point to, instead of this server. */
  linkHost: string;
  /** Statuses that a gateway answers, with a page of HTML, to the first status requests and to the first downloads. */
  gateway: { polls: number[]; downloads: number[] };
  /** Files to export instead of the operator's, by name. */
  files: Record<string, Buffer> | null;
}

const defaultBehaviour: BulkBehaviour = {
  polls: 2,
  failing: 0,
  linkFetches: Infinity,
  corrupt: false,
  extraRows: 0,
  linkHost: '',
  gateway: { polls: [], downloads: [] },
  files: null,
};

export interface BulkOptions {
  size: Size;
  seed?: number;
  port?: number;
  guard?: Guard;
  tls?: Tls;
  behaviour?: Partial<BulkBehaviour>;
}

export interface BulkServer extends ListeningServer {
  /** Number of different jobs, that is of idempotency keys. */
  jobs(): number;
}

interface ExportFile {
  path: string;
  rows: number;
  bytes: number;
  sha256: string;
}
interface Job {
  id: string;
  number: number;
  polls: number;
  files: Promise<ExportFile[]>;
  /** Part of the valid links; a new number makes older links invalid. */
  ticket: number;
  /** Downloads with this ticket. */
  fetches: number;
}

/** JSON in Latin-1, with other characters as JSON escapes. */
const latinJson = (value: object): Buffer => {
  const text = stringify(value) ?? '';
  const escaped = text.replaceAll(
    /[^\u0000-\u00ff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(`${escaped}\n`, 'latin1');
};

/** A vendor's export API: submit a job, poll its status, download its files. Files are JSON lines in Latin-1 with a trailer. */
export async function startBulk({
  size,
  seed = 1,
  port,
  guard = { kind: 'none' },
  tls,
  ...options
}: BulkOptions): Promise<BulkServer> {
  const behaviour = { ...defaultBehaviour, ...options.behaviour };
  const folder = await mkdtemp(join(tmpdir(), 'operator-exports-'));
  const guarded = createGuard(guard, () => Infinity);
  const [gatewayPolls, gatewayDownloads] = [[...behaviour.gateway.polls], [...behaviour.gateway.downloads]];
  const byKey = new Map<string, Job>();
  const jobs = new Map<string, Job>();
  const scale = scaleOf(size);
  const rows = flatRows(scale, seed);
  const half = Math.floor(scale.subscribers / 2);
  const contents: Record<string, () => Iterable<object>> = {
    'accounts.jsonl.gz': rows.accounts,
    'subscribers-1.jsonl.gz': () => rows.subscribers(0, half),
    'subscribers-2.jsonl.gz': () => rows.subscribers(half, scale.subscribers),
    'plans.jsonl': rows.plans,
    'offerings.jsonl': rows.offerings,
    'bundle-items.jsonl': rows.components,
    'suppliers.jsonl': rows.suppliers,
    'orders.jsonl.gz': rows.orders,
    'invoices.jsonl.gz': () => rows.invoices(0, scale.invoices),
    'notes.jsonl': rows.notes,
    'interactions.jsonl.gz': rows.interactions,
    'documents.jsonl': rows.documents,
    'buckets.jsonl.gz': () => rows.network('ocs_bucket'),
    'policies.jsonl': rows.policies,
    'tax-rules.jsonl': () => rows.taxRules,
    'sims.jsonl.gz': () => rows.network('sim_card'),
    'devices.jsonl.gz': () => rows.network('device'),
    'aaa.jsonl.gz': () => rows.network('aaa_record'),
    'usage.jsonl.gz': () => rows.network('usage_record'),
    'elements.jsonl': () => rows.network('network_element'),
  };

  async function write(job: string, name: string, content: Iterable<object>): Promise<ExportFile> {
    const path = join(folder, `${job}-${name}`);
    let count = 0;
    function* lines() {
      for (const row of content) {
        count += 1;
        yield latinJson(row);
      }
      yield Buffer.from(`TRL|${count}\n`);
    }
    const from = Readable.from(lines());
    await pipeline(
      name.endsWith('.gz') ? from.compose<Readable>(createGzip({ level: 1 })) : from,
      createWriteStream(path),
    );
    return describe(path, count);
  }
  async function describe(path: string, count: number): Promise<ExportFile> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
    return { path, rows: count + behaviour.extraRows, bytes: (await stat(path)).size, sha256: hash.digest('hex') };
  }
  async function writeAll(job: string): Promise<ExportFile[]> {
    const files: ExportFile[] = [];
    if (behaviour.files === null)
      for (const [name, content] of Object.entries(contents)) files.push(await write(job, name, content()));
    for (const [name, content] of Object.entries(behaviour.files ?? {})) {
      const path = join(folder, `${job}-${basename(name)}`);
      await pipeline(Readable.from([content]), createWriteStream(path));
      files.push(await describe(path, 0));
    }
    return files;
  }
  const nameOf = (job: Job, { path }: ExportFile) => basename(path).slice(job.id.length + 1);

  async function statusOf(job: Job): Promise<object> {
    job.polls += 1;
    const about = { jobId: job.id, progress: Math.min(100, job.polls * 40) };
    if (job.number <= behaviour.failing) return { ...about, state: 'FAILED' };
    if (job.polls < behaviour.polls) return { ...about, state: job.polls === 1 ? 'QUEUED' : 'RUNNING' };
    job.ticket += 1;
    job.fetches = 0;
    const names = Object.keys(behaviour.files ?? contents);
    const files = (await job.files).map((file, place) => ({
      fileName: behaviour.files ? names[place] : nameOf(job, file),
      link: `${behaviour.linkHost || server.url}/files/${job.id}/${nameOf(job, file)}?ticket=${job.ticket}`,
      size: file.bytes,
      checksum: file.sha256.toUpperCase(),
      ...(behaviour.files === null && { rowCount: file.rows }),
    }));
    return { ...about, state: 'Completed', files };
  }
  const server = await listen(
    async (request, response, address) => {
      if (address.pathname === '/oauth2/token') return guarded.issueToken(request, response);
      if (!guarded.allows(request)) return sendJson(response, 401, '{"status":"ERROR","error":"unknown"}');
      const answer = (status: number, data: unknown) =>
        sendJson(response, status, JSON.stringify({ status: status < 400 ? 'OK' : 'ERROR', data }));
      const [, , , area, id = ''] = address.pathname.split('/');
      if (area === 'documents') return sendContent(response, await documentContent(seed, scale, numberIn(id)));
      if (area === 'exports' && request.method === 'POST') {
        const key = String(request.headers['idempotency-key'] ?? '');
        if (key === '') return answer(400, { error: 'Idempotency-Key is missing' });
        const known = byKey.get(key);
        if (known) return answer(200, { jobId: known.id });
        const number = jobs.size + 1;
        const job: Job = {
          id: `EXP-${number}`,
          number,
          polls: 0,
          files: writeAll(`EXP-${number}`),
          ticket: 0,
          fetches: 0,
        };
        jobs.set(job.id, job);
        byKey.set(key, job);
        return answer(202, { jobId: job.id });
      }
      if (area === 'exports' && id === '') return answer(200, { jobs: jobs.size });
      const gateway = area === 'exports' ? gatewayPolls : gatewayDownloads;
      const status = gateway.shift();
      if (status !== undefined)
        return void response
          .writeHead(status, { 'Content-Type': 'text/html', 'Retry-After': '0' })
          .end('<html>Gateway</html>');
      const job = jobs.get(id);
      if (area === 'exports') return job ? answer(200, await statusOf(job)) : answer(404, {});
      const [, files, owner = '', name = ''] = address.pathname.split('/');
      const exported = jobs.get(owner);
      const file = (await exported?.files)?.find((one) => exported && nameOf(exported, one) === name);
      if (files !== 'files' || !exported || !file) return answer(404, {});
      exported.fetches += 1;
      const isExpired =
        address.searchParams.get('ticket') !== String(exported.ticket) || exported.fetches > behaviour.linkFetches;
      if (isExpired) return void response.writeHead(403).end('expired');
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
      if (behaviour.corrupt) response.write('x');
      await pipeline(createReadStream(file.path), response);
    },
    { ...(port !== undefined && { port }), ...(tls && { tls }) },
  );

  return {
    url: server.url,
    jobs: () => jobs.size,
    async close() {
      await server.close();
      await Promise.allSettled([...jobs.values()].map((job) => job.files));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
