import { z } from 'zod';
import type { JsonObject } from '../../schemas/json.ts';
import { ConnectorError } from '../error.ts';
import { digestOf, formOf } from './file-form.ts';
import { contractFailure, ZohoId, type Http } from './http.ts';
import type { AttachesFiles, FileOwner, FoundFile, ItemResult, Leak } from './port.ts';
import { leakResult, readItems } from './records.ts';

const Files = z.looseObject({
  data: z.array(
    z.looseObject({
      id: ZohoId,
      File_Name: z.string(),
      Size: z.coerce.number(),
      Modified_Time: z.string().nullish(),
    }),
  ),
  info: z.looseObject({ more_records: z.boolean().optional() }).optional(),
});

/** Files of one record that a call lists. docs: get-attachments */
const perPage = 200;
/** Codes of an answer about this one file. docs: upload-attachment */
const aboutFile = new Set([
  ...['FILE_SIZE_MORE_THAN_ALLOWED_SIZE', 'STORAGE_SPACE_EXCEEDED', 'VIRUS_DETECTED', 'INVALID_REQUEST'],
  ...['failure_in_attachment_handling', 'INVALID_DATA', 'LIMIT_EXCEEDED', 'NOT_ALLOWED'],
]);

const pathOf = ({ module, id }: FileOwner, file = '') => ({
  path: `/${module}/${id}/Attachments${file && `/${file}`}`,
  name: `/${module}/{id}/Attachments${file && '/{id}'}`,
});

/** The files of records. docs: upload-attachment, get-attachments, download-attachments, delete-attachments */
export function attachmentCalls(
  http: Http,
  options: {
    scan: (records: JsonObject[]) => Leak[];
    checkOrg: () => Promise<void>;
    /** Folder for files that are compared. */
    folder: string;
  },
): AttachesFiles {
  return {
    async attach(owner, file, signal): Promise<ItemResult> {
      const leak = leakResult(options.scan([{ File_Name: file.name }])[0]);
      if (leak) return leak;
      await options.checkOrg();
      const where = pathOf(owner);
      const body = await http.upload({ ...where, host: 'api', form: formOf(file), signal }).catch((error: unknown) => {
        if (isAboutFile(error)) return error;
        if (isMissing(error)) return new ConnectorError(error.kind, error.message, { code: missing });
        throw error;
      });
      if (body instanceof ConnectorError) return { ok: false, code: body.code ?? '', reason: body.code ?? '' };
      return readItems(body, 1, where.name)[0]!;
    },

    async listFiles(owner, signal) {
      const found: FoundFile[] = [];
      for (let page = 1; ; page += 1) {
        const query = { fields: 'id,File_Name,Size,Modified_Time', page, per_page: perPage };
        const body = await unlessMissing(http.call({ method: 'GET', ...pathOf(owner), query, signal }));
        if (body === null) return found;
        const files = Files.safeParse(body);
        if (!files.success) throw contractFailure(`the files of a record of ${owner.module}`);
        found.push(
          ...files.data.data.map((one) => ({
            ...{ id: one.id, name: one.File_Name, bytes: one.Size, modifiedAt: one.Modified_Time ?? null },
          })),
        );
        if (!files.data.info?.more_records) return found;
      }
    },

    async removeFiles(owner, ids, signal) {
      await options.checkOrg();
      const request = { method: 'DELETE', ...pathOf(owner), query: { ids: ids.join(',') } } as const;
      const cost = { kind: 'delete', size: ids.length } as const;
      return readItems(await http.call({ ...request, cost, signal }), ids.length, request.name);
    },

    async digestOfFile(owner, id, signal) {
      const { path, name } = pathOf(owner, id);
      return digestOf(http, { folder: options.folder, url: `/crm/v8${path}`, name }, isMissing, signal);
    },
  };
}

const missing = 'the record is no longer in Zoho';
const isMissing = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && error.kind === 'not-found';

const isAboutFile = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && ['contract', 'forbidden'].includes(error.kind) && aboutFile.has(error.code ?? '');

/** Null for a record that does not exist. */
async function unlessMissing<Answer>(call: Promise<Answer>): Promise<Answer | null> {
  return call.catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
}
