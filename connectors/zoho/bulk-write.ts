import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import FormData from 'form-data';
import { z } from 'zod';
import type { JsonObject } from '../../schemas/json.ts';
import { ConnectorError } from '../error.ts';
import { checkWrite, fileNameOf, mappingsOf, writeBulkFile } from './bulk-file.ts';
import { bulkState, openResult, readResults } from './bulk-result.ts';
import { contractFailure, ZohoId, type Http } from './http.ts';
import type { BulkWrite, BulkWriteJob, RunsBulkJobs } from './port.ts';
import { openFolder } from '../temporary-files.ts';

const Uploaded = z.looseObject({ status: z.literal('success'), details: z.looseObject({ file_id: ZohoId }) });
const Started = z.looseObject({ status: z.literal('success'), details: z.looseObject({ id: ZohoId }) });
const Job = z.looseObject({
  id: ZohoId,
  status: z.string(),
  resource: z.array(
    z.looseObject({
      status: z.string().nullish(),
      module: z.looseObject({ api_name: z.string() }),
      file: z
        .looseObject({
          status: z.string().nullish(),
          added_count: z.number().nullish(),
          updated_count: z.number().nullish(),
          skipped_count: z.number().nullish(),
          total_count: z.number().nullish(),
        })
        .nullish(),
    }),
  ),
  result: z.looseObject({ download_url: z.string().nullish() }).nullish(),
});

export function bulkWriteCalls(
  http: Http,
  options: {
    orgId: string;
    /** Folder for temporary files. */
    folder: string;
    /** The last scan. It throws to stop the upload. */
    scan: (records: JsonObject[]) => void;
    checkOrg: () => Promise<void>;
  },
): Pick<RunsBulkJobs, 'startBulkWrite' | 'bulkJob' | 'bulkResult'> {
  async function upload(path: string, name: string, signal: AbortSignal | undefined): Promise<string> {
    const { size } = await stat(path);
    const form = () => {
      const made = new FormData();
      const about = { filename: name, contentType: 'application/zip', knownLength: size };
      made.append('file', createReadStream(path), about);
      return made;
    };
    const headers = { feature: 'bulk-write', 'X-CRM-ORG': options.orgId };
    const response = Uploaded.safeParse(await http.upload({ path: '/upload', host: 'upload', headers, form, signal }));
    if (!response.success) throw contractFailure('the upload of a bulk file');
    return response.data.details.file_id;
  }

  async function start(write: BulkWrite, fileId: string, signal: AbortSignal | undefined): Promise<string> {
    const resourceOf = (module: string, mappings: JsonObject[], findBy?: string): JsonObject => ({
      type: 'data',
      module: { api_name: module },
      file_id: fileId,
      file_names: [fileNameOf(module)],
      ignore_empty: true,
      ...(findBy ? { find_by: findBy } : {}),
      field_mappings: mappings,
    });
    const { module, operation, columns, child, findBy } = write;
    const resource = [resourceOf(module, mappingsOf(columns), findBy)];
    if (child) resource.push(resourceOf(child.module, mappingsOf(child.columns, columns)));
    // Without ignore_empty an empty cell would clear the field of an updated record.
    const body = { operation, character_encoding: 'UTF-8', ignore_empty: true, resource };
    const cost = { kind: 'bulk-write', size: 1 } as const;
    const request = { method: 'POST', basePath: '/crm/bulk/v8', path: '/write', body, cost, signal } as const;
    const response = Started.safeParse(await http.call(request));
    if (response.success) return response.data.details.id;
    throw new ConnectorError(
      'unknown-outcome',
      `Zoho's response to a bulk job of ${module} has no job id. The job may have started; its records will be looked up first.`,
    );
  }

  return {
    async startBulkWrite(write, signal) {
      checkWrite(write);
      const folder = await openFolder(options.folder);
      try {
        const path = join(folder.path, 'rows.zip');
        const rows = await writeBulkFile(path, write, options.scan, signal);
        await options.checkOrg();
        const fileId = await upload(path, `${write.module}.zip`, signal);
        return { jobId: await start(write, fileId, signal), rows };
      } finally {
        await folder.remove();
      }
    },

    async bulkJob(jobId, signal) {
      const request = {
        method: 'GET',
        basePath: '/crm/bulk/v8',
        path: `/write/${jobId}`,
        name: '/write/{id}',
      } as const;
      const response = Job.safeParse(await http.call({ ...request, signal }));
      if (!response.success) throw contractFailure('a bulk job');
      return jobOf(response.data);
    },

    async *bulkResult(job, signal) {
      const modules = job.files.map((file) => file.module);
      for await (const { name, rows } of openResult(
        http,
        job,
        { folder: options.folder, maxFiles: modules.length },
        signal,
      )) {
        // File names have the form `<Module>-<file>.csv`.
        const module = modules.length === 1 ? modules[0] : modules.find((one) => name.startsWith(`${one}-`));
        if (!module) throw contractFailure('the result of a bulk job');
        yield* readResults(module, rows);
      }
    },
  };
}

function jobOf({ id, status, resource, result }: z.infer<typeof Job>): BulkWriteJob {
  const own = bulkState(status);
  const files = resource.map(({ status, module, file }) => ({
    module: module.api_name,
    state: bulkState(file?.status ?? status ?? own),
    added: file?.added_count ?? 0,
    updated: file?.updated_count ?? 0,
    skipped: file?.skipped_count ?? 0,
    total: file?.total_count ?? 0,
  }));
  const worse = files.find((file) => file.state === 'failed') ?? files.find((file) => file.state === 'skipped');
  const state = own === 'completed' && worse ? worse.state : own;
  return { id, state, resultUrl: result?.download_url || null, files };
}
