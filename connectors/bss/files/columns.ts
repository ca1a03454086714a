import type { FilesProfile } from '../../../schemas/profile.ts';
import { checkBuckets, checkFields, checkNever } from '../check-fields.ts';
import type { DescribesObjects } from '../port.ts';
import { columnsOfEach } from '../profile-objects.ts';
import type { Delivery } from './delivery.ts';

/** The columns of all objects. Every file must have the columns that the profile reads, those of handoffs and credentials as well. */
export async function readColumns(
  delivery: Delivery,
  { objects, handoff, identifiers, credentials, buckets, never }: FilesProfile,
): ReturnType<DescribesObjects['columns']> {
  for (const [object, { columns }] of Object.entries(handoff)) checkNever(object, columns, never);
  checkBuckets(buckets, handoff.ocs_buckets?.columns ?? []);
  const columns = await columnsOfEach(objects, async (object, set) => {
    const names = checkFields(object, set, never);
    await delivery.check(set);
    return names;
  });
  for (const set of [...Object.values(handoff), ...Object.values(identifiers)]) await delivery.check(set);
  for (const set of Object.values(credentials)) await delivery.check(set);
  return columns;
}
