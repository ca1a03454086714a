import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import type { Run } from './runs.ts';

/**
 * The bulk reads that the verification of a module has started, by the number of their page. An attempt that was refused
 * for lack of credits, or died, does not pay for them again.
 */
export const bulkReadJobs = (ledger: Ledger, { id }: Pick<Run, 'id'>, module: Module) => ({
  /** Null also for a job that is too old. Zoho keeps a result for a day. docs: bulk-read, download-result */
  async find(page: number): Promise<string | null> {
    const [job] = await ledger.query<{ jobId: string }>(
      `select job_id as "jobId" from bulk_read_job
       where run = $1 and module = $2 and page = $3 and started_at > now() - interval '12 hours'`,
      [id, module, page],
    );
    return job?.jobId ?? null;
  },

  async keep(page: number, jobId: string): Promise<void> {
    await ledger.query(
      `insert into bulk_read_job (run, module, page, job_id) values ($1, $2, $3, $4)
       on conflict (run, module, page) do update set job_id = excluded.job_id, started_at = now()`,
      [id, module, page, jobId],
    );
  },
});
