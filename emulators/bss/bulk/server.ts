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
import { createGuard, listen, sendContent, sendJson, type Guard, type Listening, type Tls } from '../http.ts';
import { numberIn, scaleOf, type Size } from '../scale.ts';

/** How a server of exports behaves and misbehaves. */
export interface BulkManners {
  /** Questions after a job until it is ready. */
  questions: number;
  /** Jobs, the first ones, that fail. */
  failing: number;
  /** Fetches after which the links of an answer are expired; they come anew with the next question. */
  linkFetches: number;
  /** Bytes that a file has too many, behind a checksum that doesn't tell. */
  corrupt: boolean;
  /** Rows that are told beyond those that are there. */
  overstated: number;
  /** What the links begin with, in place of the server's own address. */
  elsewhere: string;
  /** Files that are told instead of the operator's, by name, with their content. */
  files: Record<string, Buffer> | null;
}

const goodManners: BulkManners = {
  questions: 2,
  failing: 0,
  linkFetches: Infinity,
  corrupt: false,
  overstated: 0,
  elsewhere: '',
  files: null,
};

export interface BulkOptions {
  size: Size;
  seed?: number;
  port?: number;
  guard?: Guard;
  tls?: Tls;
  manners?: Partial<BulkManners>;
}

export interface BulkServer extends Listening {
  /** Jobs that were submitted, and not found again by their key. */
  jobs(): number;
}

interface File {
  path: string;
  rows: number;
  bytes: number;
  sha256: string;
}
interface Job {
  id: string;
  number: number;
  questions: number;
  files: Promise<File[]>;
  /** The links that are good now, and how often they may be fetched. */
  ticket: number;
  fetches: number;
}

/** Latin-1 with what it has no letters for as JSON escapes. */
const latin = (value: object): Buffer => {
  const text = stringify(value) ?? '';
  const escaped = text.replaceAll(
    /[^\u0000-\u00ff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(`${escaped}\n`, 'latin1');
};

/** A vendor's export API: a job is submitted, asked after, and leaves packed JSON lines in Latin-1, each file with a trailer. */
export async function startBulk({
  size,
  seed = 1,
  port,
  guard = { kind: 'none' },
  tls,
  ...options
}: BulkOptions): Promise<BulkServer> {
  const manners = { ...goodManners, ...options.manners };
  const folder = await mkdtemp(join(tmpdir(), 'operator-exports-'));
  const guarded = createGuard(guard, () => Infinity);
  const byKey = new Map<string, Job>();
  const jobs = new Map<string, Job>();
  const scale = scaleOf(size);
  const rows = flatRows(scale, seed);
  const half = Math.floor(scale.subscribers / 2);
  const kinds: Record<string, () => Iterable<object>> = {
    'accounts.jsonl.gz': rows.accounts,
    'subscribers-1.jsonl.gz': () => rows.subscribers(0, half),
    'subscribers-2.jsonl.gz': () => rows.subscribers(half, scale.subscribers),
    'plans.jsonl': rows.plans,
    'offerings.jsonl': rows.offerings,
    'orders.jsonl.gz': rows.orders,
    'invoices.jsonl.gz': () => rows.invoices(0, scale.invoices),
    'notes.jsonl': rows.notes,
    'interactions.jsonl.gz': rows.interactions,
    'documents.jsonl': rows.documents,
    'buckets.jsonl.gz': () => rows.network('ocs_bucket'),
    'policies.jsonl': rows.policies,
    'aaa.jsonl.gz': () => rows.network('aaa_record'),
    'usage.jsonl.gz': () => rows.network('usage_record'),
    'elements.jsonl': () => rows.network('network_element'),
  };

  async function write(job: string, name: string, content: Iterable<object>): Promise<File> {
    const path = join(folder, `${job}-${name}`);
    let count = 0;
    function* lines() {
      for (const row of content) {
        count += 1;
        yield latin(row);
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
  async function describe(path: string, count: number): Promise<File> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
    return { path, rows: count + manners.overstated, bytes: (await stat(path)).size, sha256: hash.digest('hex') };
  }
  async function writeAll(job: string): Promise<File[]> {
    const files: File[] = [];
    if (manners.files === null)
      for (const [name, content] of Object.entries(kinds)) files.push(await write(job, name, content()));
    for (const [name, content] of Object.entries(manners.files ?? {})) {
      const path = join(folder, `${job}-${basename(name)}`);
      await pipeline(Readable.from([content]), createWriteStream(path));
      files.push(await describe(path, 0));
    }
    return files;
  }
  const nameOf = (job: Job, { path }: File) => basename(path).slice(job.id.length + 1);

  async function tell(job: Job): Promise<object> {
    job.questions += 1;
    const about = { jobId: job.id, progress: Math.min(100, job.questions * 40) };
    if (job.number <= manners.failing) return { ...about, state: 'FAILED' };
    if (job.questions < manners.questions) return { ...about, state: job.questions === 1 ? 'QUEUED' : 'RUNNING' };
    job.ticket += 1;
    job.fetches = 0;
    const names = Object.keys(manners.files ?? kinds);
    const files = (await job.files).map((file, place) => ({
      fileName: manners.files ? names[place] : nameOf(job, file),
      link: `${manners.elsewhere || listening.url}/files/${job.id}/${nameOf(job, file)}?ticket=${job.ticket}`,
      size: file.bytes,
      checksum: file.sha256.toUpperCase(),
      ...(manners.files === null && { rowCount: file.rows }),
    }));
    return { ...about, state: 'Completed', files };
  }
  const listening = await listen(
    async (request, response, address) => {
      if (address.pathname === '/oauth2/token') return guarded.give(request, response);
      if (!guarded.admits(request)) return sendJson(response, 401, '{"status":"ERROR","error":"unknown"}');
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
          questions: 0,
          files: writeAll(`EXP-${number}`),
          ticket: 0,
          fetches: 0,
        };
        jobs.set(job.id, job);
        byKey.set(key, job);
        return answer(202, { jobId: job.id });
      }
      if (area === 'exports' && id === '') return answer(200, { jobs: jobs.size });
      const job = jobs.get(id);
      if (area === 'exports') return job ? answer(200, await tell(job)) : answer(404, {});
      const [, files, owner = '', name = ''] = address.pathname.split('/');
      const mine = jobs.get(owner);
      const file = (await mine?.files)?.find((one) => mine && nameOf(mine, one) === name);
      if (files !== 'files' || !mine || !file) return answer(404, {});
      mine.fetches += 1;
      const isExpired =
        address.searchParams.get('ticket') !== String(mine.ticket) || mine.fetches > manners.linkFetches;
      if (isExpired) return void response.writeHead(403).end('expired');
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
      if (manners.corrupt) response.write('x');
      await pipeline(createReadStream(file.path), response);
    },
    { ...(port !== undefined && { port }), ...(tls && { tls }) },
  );

  return {
    url: listening.url,
    jobs: () => jobs.size,
    async close() {
      await listening.close();
      await Promise.allSettled([...jobs.values()].map((job) => job.files));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
