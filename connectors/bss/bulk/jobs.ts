import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Json } from '../../../schemas/json.ts';
import type { BulkProfile } from '../../../schemas/profile.ts';
import { sha256 } from '../../digest.ts';
import { ConnectorError, isPassing } from '../../error.ts';
import { compileExpression, textOf } from '../fields.ts';
import type { SourceHost } from '../http/host.ts';
import type { SourceResponse } from '../http/response.ts';
import { parseTexts } from '../../../domain/parse-json.ts';
import type { Purpose } from '../port.ts';
import { exportError, notAnswered } from './errors.ts';

/** A file of an export, possibly compressed. Size, checksum and rows are those that the server gives, if it does. */
const ExportedFile = z.object({
  name: z.string().regex(/^[\w-][\w.-]*$/, 'is not a plain file name'),
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

export interface ExportJobs {
  /** The finished job for a purpose. A job that was submitted before a crash is found again by its key. */
  run(purpose: Partial<Purpose>): Promise<ExportJob>;
  /** The files of a finished job, with new links. */
  files(id: string): Promise<ExportedFile[]>;
}

/** Names of states by different vendors, in lower case and without separators. */
const doneStates = /^(succeeded|success|completed?|done|finished|ready)$/;
const failedStates = /^(failed|failure|error|errored|aborted|cancell?ed|expired|terminatedwitherror|rejected)$/;
/** Jobs that are submitted, one after another, while they fail. */
const maxJobs = 3;

/** The jobs of a vendor's export. */
export function createExportJobs({ export: settings }: BulkProfile, host: SourceHost): ExportJobs {
  const readId = compileExpression(settings.job, 'export.job');
  const readState = compileExpression(settings.state, 'export.state');
  const readFiles = compileExpression(settings.files, 'export.files');

  async function submit(key: string): Promise<string> {
    const headers = { [settings.keyHeader]: key, 'Content-Type': 'application/json' };
    const data = JSON.stringify(settings.body);
    const response = await host.send({ method: 'post', url: settings.submit, data, headers });
    const id = textOf(readId(bodyOf(response, 'the job is submitted')));
    if (id === '') throw exportError('returns no id of its job');
    return id;
  }

  async function poll(id: string): Promise<{ state: string; files: ExportedFile[] }> {
    const response = await host.send({ url: settings.poll.replace('{job}', encodeURIComponent(id)) });
    const body = bodyOf(response, 'the job is polled');
    const state = textOf(readState(body))
      .toLowerCase()
      .replaceAll(/[\s_-]/g, '');
    if (!doneStates.test(state)) return { state, files: [] };
    const files = z.array(ExportedFile).min(1).safeParse(readFiles(body));
    if (!files.success)
      throw exportError('returns no list of files as the profile describes it, or invalid file names');
    return { state, files: files.data };
  }

  /** One poll, or the time to wait after an answer that a later poll may replace. */
  async function pollOrWait(id: string): Promise<Awaited<ReturnType<typeof poll>> | { waitMs: number }> {
    try {
      return await poll(id);
    } catch (error) {
      if (isPassing(error)) return { waitMs: error.retryAfterMs ?? 0 };
      throw error;
    }
  }

  /** The files of a job; null for a job that failed. */
  async function waitForFiles(id: string, signal?: AbortSignal): Promise<ExportedFile[] | null> {
    const deadline = Date.now() + settings.longestMinutes * 60_000;
    for (;;) {
      const polled = await pollOrWait(id);
      if ('files' in polled && polled.files.length > 0) return polled.files;
      if ('state' in polled && failedStates.test(polled.state)) return null;
      const waitMs = Math.max(settings.everySeconds * 1_000, 'waitMs' in polled ? polled.waitMs : 0);
      if (Date.now() + waitMs > deadline) throw notReady(settings.longestMinutes);
      await delay(waitMs, undefined, signal && { signal });
    }
  }

  return {
    async run({ name = randomUUID(), signal }) {
      for (let number = 1; number <= maxJobs; number += 1) {
        // The key is a digest, because the name contains the customer's.
        const id = await submit(sha256(`${name}/${number}`).slice(0, 40));
        const files = await waitForFiles(id, signal);
        if (files) return { id, files };
      }
      throw exportError(`failed ${maxJobs} times`);
    },
    files: async (id) => (await poll(id)).files,
  };
}

/**
 * The JSON of a response.
 * @throws ConnectorError `unavailable` for what a gateway answers instead of the source: a status of its own, or a page
 */
function bodyOf({ status, headers, body }: SourceResponse, when: string): Json {
  if (status === 408 || status >= 500) throw notAnswered(`status ${status} when ${when}`);
  if (status >= 300) throw exportError(`answers ${status} when ${when}`);
  try {
    return parseTexts(body);
  } catch {
    if (/\bhtml\b/i.test(headers['content-type'] ?? '') || body.trim() === '')
      throw notAnswered(`no JSON when ${when}`);
    throw exportError(`answers invalid JSON when ${when}`);
  }
}

const notReady = (minutes: number) =>
  new ConnectorError(
    'unavailable',
    `The source's export is not ready after ${minutes} minutes. Nothing was staged. The extraction waits for it again.`,
  );
