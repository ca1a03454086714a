import { z } from 'zod';
import { profileError } from '../check-fields.ts';
import type { CustomFieldDefinition } from '../port.ts';
import type { Database } from './database.ts';

const Definition = z.looseObject({ entity_type: z.string(), name: z.string(), data_type: z.string() });

/** The custom fields that the profile's query lists; none without a query. */
export async function readCustomFields(
  database: Database,
  query: string | undefined,
): Promise<CustomFieldDefinition[]> {
  if (!query) return [];
  const { rows } = await database.withConnection('customFields', (connection) =>
    connection.query('customFields', query),
  );
  const definitions = z.array(Definition).safeParse(rows);
  if (!definitions.success)
    throw profileError('The query of customFields must return entity_type, name and data_type, each as text.');
  return definitions.data.map(({ entity_type, name, data_type }) => ({ object: entity_type, name, type: data_type }));
}
