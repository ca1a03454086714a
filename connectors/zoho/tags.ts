import { z } from 'zod';
import { ConnectorError } from '../error.ts';
import { contractFailure, ZohoId, type Http } from './http.ts';
import type { ManagesTags } from './port.ts';

const path = '/settings/tags';
const Tags = z.looseObject({ tags: z.array(z.looseObject({ id: ZohoId, name: z.string() })) });
const Count = z.looseObject({ count: z.coerce.number().int() });

/** Tags of a module. docs: tags, create-tags, delete-tag, record-count-for-a-tag */
export function tagCalls(http: Http): ManagesTags {
  return {
    async tags(module, signal) {
      const body = await http.call({ method: 'GET', path, query: { module }, signal });
      // Zoho answers a module without tags by an empty body.
      if (body === null) return [];
      const response = Tags.safeParse(body);
      if (!response.success) throw contractFailure(`the tags of ${module}`);
      return response.data.tags.map(({ id, name }) => ({ id, name }));
    },

    async createTags(module, names, signal) {
      const [body, cost] = [{ tags: names.map((name) => ({ name })) }, { kind: 'write', size: 1 } as const];
      await http.call({ method: 'POST', path, query: { module }, body, cost, signal });
    },

    async countTagged(module, id, signal) {
      const request = { path: `${path}/${id}/actions/records_count`, name: `${path}/{id}/actions/records_count` };
      const response = Count.safeParse(await http.call({ method: 'GET', ...request, query: { module }, signal }));
      if (!response.success) throw contractFailure(`the number of records with a tag of ${module}`);
      return response.data.count;
    },

    async removeTag(module, id, signal) {
      const request = { method: 'DELETE', path: `${path}/${id}`, name: `${path}/{id}` } as const;
      await http.call({ ...request, cost: { kind: 'delete', size: 1 }, signal }).catch((error: unknown) => {
        const isDeleted = error instanceof ConnectorError && error.code === 'INVALID_DATA';
        throw isDeleted ? new ConnectorError('not-found', `${module} does not have the tag any longer.`) : error;
      });
    },
  };
}
