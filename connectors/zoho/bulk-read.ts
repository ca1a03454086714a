import { z } from 'zod';
import { openFolder } from '../temporary-files.ts';
import { bulkState, downloadResult } from './bulk-result.ts';
import { contractFailure, ZohoId, type Http } from './http.ts';
import type { RunsBulkJobs } from './port.ts';
import { unpackCsv } from './zip.ts';

const Started = z.looseObject({
  data: z.tuple([z.looseObject({ status: z.literal('success'), details: z.looseObject({ id: ZohoId }) })]),
});
const Job = z.looseObject({
  data: z.tuple([
    z.looseObject({
      id: ZohoId,
      state: z.string(),
      result: z
        .looseObject({
          count: z.number().nullish(),
          download_url: z.string().nullish(),
          next_page_token: z.string().nullish(),
        })
        .nullish(),
    }),
  ]),
});

export function bulkReadCalls(
  http: Http,
  /** Folder for temporary files. */
  folder: string,
): Pick<RunsBulkJobs, 'startBulkRead' | 'bulkReadJob' | 'bulkReadFile'> {
  const basePath = '/crm/bulk/v8';
  return {
    async startBulkRead({ module, fields, criteria, pageToken }, signal) {
      const query = {
        module: { api_name: module },
        fields,
        ...(criteria ? { criteria } : {}),
        ...(pageToken ? { page_token: pageToken } : { page: 1 }),
      };
      const cost = { kind: 'bulk-read', size: 1 } as const;
      const body = { query, file_type: 'csv' };
      const response = Started.safeParse(
        await http.call({ method: 'POST', basePath, path: '/read', body, cost, signal }),
      );
      if (!response.success) throw contractFailure(`a bulk read of ${module}`);
      return { jobId: response.data.data[0].details.id };
    },

    async bulkReadJob(jobId, signal) {
      const request = { method: 'GET', basePath, path: `/read/${jobId}`, name: '/read/{id}' } as const;
      const response = Job.safeParse(await http.call({ ...request, signal }));
      if (!response.success) throw contractFailure('a bulk read');
      const { id, state, result } = response.data.data[0];
      return {
        id,
        state: bulkState(state),
        resultUrl: result?.download_url || null,
        rows: result?.count ?? 0,
        nextPageToken: result?.next_page_token || null,
      };
    },

    async bulkReadFile(job, file, signal) {
      const packed = await openFolder(folder);
      try {
        await unpackCsv(await downloadResult(http, job, packed.path, signal), file);
      } finally {
        await packed.remove();
      }
    },
  };
}
