import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readCsv, unzip, zip } from '../../../../emulators/zoho/bulk/archive.ts';
import { at, storedId, list, type Step } from './step.ts';

const csv = `Legacy_Id,Account_Name,Phone
ACC-10,"Wharf, Ltd",020 555 1010
ACC-11,Jetty GmbH,020 555 1011
ACC-1,Harbour again,020 555 0001
ACC-12,,020 555 1012
`;

/** Polls until the job has this state. The time limit of the test ends an endless loop. */
async function until(state: string, poll: () => Promise<unknown>): Promise<void> {
  while ((await poll()) !== state) await delay(50);
}

/** The only CSV of a downloaded zip. */
async function rowsOf(stream: unknown): Promise<string[][]> {
  const files = await unzip(stream as Buffer);
  equal(files?.size, 1, 'the result is not a zip with one file');
  return [...(files?.values() ?? [])].flatMap((bytes) => readCsv(bytes, 'utf-8'));
}

/** Bulk jobs: upload, start, status, result. */
export const bulkSteps: Step[] = [
  {
    name: 'A bulk write reads a zip, completes, and has the outcome of each row',
    async run(session) {
      const { sdk } = session;
      const { BulkWriteOperations, FieldMapping, FileBodyWrapper, RequestWrapper, Resource, UploadFileHeader } =
        sdk.client.BulkWrite;
      const operations = new BulkWriteOperations();
      const path = join(sdk.folder, 'accounts.zip');
      await writeFile(path, await zip([['accounts.csv', csv]]));
      const headers = await sdk.headers(
        [UploadFileHeader.FEATURE, 'bulk-write'],
        [UploadFileHeader.X_CRM_ORG, session.orgId],
      );
      const file = new sdk.client.StreamWrapper(undefined, undefined, path);
      const upload = await sdk.filled(new FileBodyWrapper(), { File: file });
      const uploaded = await sdk.reply(await operations.uploadFile(upload, headers));
      equal(at(uploaded, 'code'), 'FILE_UPLOAD_SUCCESS', JSON.stringify(uploaded));
      const mapped = ['Legacy_Id', 'Account_Name', 'Phone'].map((APIName, Index) =>
        sdk.filled(new FieldMapping(), { APIName, Index }),
      );
      const resource = await sdk.filled(new Resource(), {
        Type: sdk.choice('data'),
        Module: await sdk.filled(new sdk.client.Modules.MinifiedModule(), { APIName: 'Accounts' }),
        FileId: String(at(uploaded, 'details.file_id')),
        FileNames: ['accounts.csv'],
        IgnoreEmpty: true,
        FindBy: 'Legacy_Id',
        FieldMappings: await Promise.all(mapped),
      });
      const request = await sdk.filled(new RequestWrapper(), {
        CharacterEncoding: 'UTF-8',
        Operation: sdk.choice('upsert'),
        IgnoreEmpty: true,
        Resource: [resource],
      });
      const created = await sdk.reply(await operations.createBulkWriteJob(request));
      equal(created.status, 201, JSON.stringify(created));
      const job = String(at(created, 'details.id'));
      match(job, /^\d{19}$/);
      const details = async () => sdk.reply(await operations.getBulkWriteJobDetails(job));
      await until('COMPLETED', async () => at(await details(), 'status'));
      const done = await details();
      equal(done.kind, 'BulkWriteResponse');
      const counts = ['addedCount', 'updatedCount', 'skippedCount', 'totalCount'];
      deepEqual(
        counts.map((name) => at(done, `resource.0.file.${name}`)),
        [2, 1, 1, 4],
      );
      const url = String(at(done, 'result.downloadUrl'));
      const result = await sdk.reply(await operations.downloadBulkWriteResult(url));
      equal(result.kind, 'FileBodyWrapper', `no file at ${url}: ${JSON.stringify(result)}`);
      const [head, ...rows] = await rowsOf(at(result, 'file.stream'));
      deepEqual(head, ['Legacy_Id', 'Account_Name', 'Phone', 'STATUS', 'RECORD_ID', 'ERRORS']);
      deepEqual(
        rows.map((row) => [row[0], row[3]?.toLowerCase(), row[5]]),
        [
          ['ACC-10', 'added', ''],
          ['ACC-11', 'added', ''],
          ['ACC-1', 'updated', ''],
          ['ACC-12', 'skipped', 'MANDATORY_NOT_FOUND-Account_Name'],
        ],
      );
      equal(rows[2]?.[4], storedId(session, 'harbour'));
    },
  },
  {
    name: 'A bulk read exports the chosen rows of a module as CSV',
    async run(session) {
      const { sdk } = session;
      const { BodyWrapper, BulkReadOperations, Criteria, Query } = sdk.client.BulkRead;
      const operations = new BulkReadOperations();
      const field = await sdk.filled(new sdk.client.Fields.MinifiedField(), { APIName: 'Legacy_Id' });
      const criteria = await sdk.filled(new Criteria(), {
        Field: field,
        Comparator: sdk.choice('starts_with'),
        Value: 'ACC-1',
      });
      const query = await sdk.filled(new Query(), {
        Module: await sdk.filled(new sdk.client.Modules.MinifiedModule(), { APIName: 'Accounts' }),
        Fields: ['id', 'Legacy_Id', 'Account_Name'],
        Criteria: criteria,
        Page: 1,
      });
      const body = await sdk.filled(new BodyWrapper(), { Query: query });
      const created = await sdk.reply(await operations.createBulkReadJob(body));
      equal(created.status, 201, JSON.stringify(created));
      equal(at(created, 'data.0.code'), 'ADDED_SUCCESSFULLY');
      const job = BigInt(String(at(created, 'data.0.details.id')));
      const details = async () => sdk.reply(await operations.getBulkReadJobDetails(job));
      await until('COMPLETED', async () => at(await details(), 'data.0.state'));
      const done = await details();
      equal(Number(at(done, 'data.0.result.count')), 3);
      equal(at(done, 'data.0.result.moreRecords'), false);
      const result = await sdk.reply(await operations.downloadResult(job));
      equal(result.kind, 'FileBodyWrapper', JSON.stringify(result));
      const [head, ...rows] = await rowsOf(at(result, 'file.stream'));
      equal(head?.length, 3);
      deepEqual(rows.map((row) => row[1]).sort(), ['ACC-1', 'ACC-10', 'ACC-11']);
      ok(rows.some((row) => row[0] === storedId(session, 'harbour') && row[2] === 'Harbour again'));
      deepEqual(list(done, 'data').length, 1);
    },
  },
];
