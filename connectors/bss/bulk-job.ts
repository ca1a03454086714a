import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Json } from '../../schemas/json.ts';
import type { BulkProfile } from '../../schemas/profile.ts';
import { createMeasure, sha256 } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import { atMost, diskFailure } from '../temporary-files.ts';
import { expression, textOf } from './fields.ts';
import { parseTexts } from './json.ts';
import type { Purpose } from './port.ts';
import type { SourceAnswer, SourceHost } from './source-host.ts';
import { unpack, unpackedName } from './unpack.ts';

/** A file of an export. It may be packed; what the server tells of it is told of it as it is sent. */
const ExportedFile = z.object({
  name: z.string().regex(/^[\w-][\w.-]*$/, 'is no plain file name'),
  url: z.string().min(1),
  bytes: z.coerce.number().nullish(),
  sha256: z.string().nullish(),
  rows: z.coerce.number().nullish(),
});
export type ExportedFile = z.infer<typeof ExportedFile>;

export interface ExportJob {
  id: string;
  files: ExportedFile[];
}

/** States as vendors spell them, without case and separators. */
const done = /^(succeeded|success|completed?|done|finished|ready)$/;
const failed = /^(failed|failure|error|errored|aborted|cancell?ed|expired|terminatedwitherror|rejected)$/;
/** Jobs that are asked for, one after another, while they fail. */
const mostJobs = 3;
/** Times that links are fetched anew because they had expired. */
const mostRenewals = 5;

/** A vendor's export: jobs, and the files that they leave. */
export function createExports(profile: BulkProfile, host: SourceHost) {
  const { export: how, mostBytes } = profile;
  const read = {
    job: expression(how.job, 'export.job'),
    state: expression(how.state, 'export.state'),
    files: expression(how.files, 'export.files'),
  };
  const wrong = (what: string) =>
    new ConnectorError('contract', `The source's export ${what}. Nothing of it was staged; ask its operator.`);
  const bodyOf = ({ status, body }: SourceAnswer, what: string): Json => {
    if (status >= 300) throw wrong(`answers ${status} when it is ${what}`);
    try {
      return parseTexts(body);
    } catch {
      throw wrong(`answers no sound JSON when it is ${what}`);
    }
  };

  async function submit(key: string): Promise<string> {
    const headers = { [how.keyHeader]: key, 'Content-Type': 'application/json' };
    const answer = await host.send({ method: 'post', url: how.submit, data: JSON.stringify(how.body), headers });
    const id = textOf(read.job(bodyOf(answer, 'submitted')));
    if (id === '') throw wrong('gives no id of its job');
    return id;
  }
  async function ask(id: string): Promise<{ state: string; files: ExportedFile[] }> {
    const answer = await host.send({ url: how.poll.replace('{job}', encodeURIComponent(id)) });
    const body = bodyOf(answer, 'asked after');
    const state = textOf(read.state(body))
      .toLowerCase()
      .replaceAll(/[\s_-]/g, '');
    if (!done.test(state)) return { state, files: [] };
    const files = z.array(ExportedFile).min(1).safeParse(read.files(body));
    if (!files.success) throw wrong('names its files otherwise than the profile says, or by names that are none');
    return { state, files: files.data };
  }
  async function finished(id: string, signal?: AbortSignal): Promise<ExportedFile[] | null> {
    const until = Date.now() + how.longestMinutes * 60_000;
    for (;;) {
      const { state, files } = await ask(id);
      if (files.length > 0) return files;
      if (failed.test(state)) return null;
      if (Date.now() > until) {
        throw new ConnectorError(
          'unavailable',
          `The source's export is not ready after ${how.longestMinutes} minutes. It is asked after again.`,
        );
      }
      await delay(how.everySeconds * 1_000, undefined, signal && { signal });
    }
  }

  return {
    /** The finished job of a purpose; one that was submitted before a crash is found again by its key. */
    async job({ name, signal }: Partial<Purpose>): Promise<ExportJob> {
      const base = name ?? randomUUID();
      for (let number = 1; number <= mostJobs; number += 1) {
        // The key says nothing of the customer.
        const key = sha256(`${base}/${number}`).slice(0, 40);
        const id = await submit(key);
        const files = await finished(id, signal);
        if (files) return { id, files };
      }
      throw wrong(`failed ${mostJobs} times`);
    },

    /** Fetches and unpacks the files of a job into a folder, and checks what the server tells of them. */
    async fetchFiles(job: ExportJob, folder: string, signal?: AbortSignal): Promise<void> {
      let files = job.files;
      let renewals = 0;
      for (let place = 0; place < files.length;) {
        const file = files[place];
        if (!file) break;
        const packed = join(folder, `${file.name}.part`);
        if (await download(file, packed, signal)) {
          const name = unpackedName(file.name);
          if (name === file.name) await rename(packed, join(folder, name));
          else await unpack(packed, file.name, join(folder, name), mostBytes);
          await rm(packed, { force: true });
          place += 1;
          continue;
        }
        renewals += 1;
        if (renewals > mostRenewals) throw wrong(`gives links to ${file.name} that are expired at once`);
        files = (await ask(job.id)).files;
      }
    },
  };

  /** Fetches a file and checks its size and checksum; false for a link that has expired. */
  async function download(file: ExportedFile, to: string, signal?: AbortSignal): Promise<boolean> {
    const { name, url } = file;
    const address = new URL(url, host.origin);
    try {
      const { status, bytes } = await host.stream(address, {
        what: `${name} of the export`,
        ...(signal && { signal }),
      });
      if (status !== 200) bytes.destroy();
      if ([401, 403, 404, 410].includes(status)) return false;
      if (status !== 200) throw wrong(`answers ${status} for ${name}`);
      const tooMuch = () => wrong(`sends more than ${mostBytes.toLocaleString('en')} bytes for ${name}`);
      const measure = createMeasure();
      await pipeline(bytes, atMost(mostBytes, tooMuch), measure.through, createWriteStream(to, { mode: 0o600 }));
      checkFile(file, measure.result());
      return true;
    } catch (error) {
      if (error instanceof ConnectorError) throw error;
      signal?.throwIfAborted();
      throw diskFailure(error) ?? lost(name);
    }
  }

  function checkFile({ name, bytes, sha256: told }: ExportedFile, is: { bytes: number; sha256: string }): void {
    if (bytes != null && is.bytes !== bytes) throw wrong(`sent ${is.bytes} bytes of ${name}, but tells ${bytes}`);
    if (told != null && is.sha256 !== told.toLowerCase())
      throw wrong(`sent ${name} with another checksum than it tells`);
  }
}

const lost = (name: string) =>
  new ConnectorError('unavailable', `${name} of the export broke off. Nothing of it was staged; it is fetched again.`);
