import type { FileObject, FilesProfile } from '../../../schemas/profile.ts';
import type { ExtractedObject } from '../../../schemas/terms.ts';
import { checkFields, checkNever, inputsOf } from '../check-fields.ts';
import type { DescribesObjects } from '../port.ts';
import { columnsOfEach } from '../profile-objects.ts';
import type { Delivery } from './delivery.ts';
import { deliveryError } from './errors.ts';

/** The columns of all objects. The columns of handoffs are checked as well. */
export async function readColumns(
  delivery: Delivery,
  { objects, handoff, never }: FilesProfile,
): ReturnType<DescribesObjects['columns']> {
  for (const [object, { columns }] of Object.entries(handoff)) checkNever(object, columns, never);
  return columnsOfEach(objects, async (object, set) => {
    const names = checkFields(object, set, never);
    await checkFirstRow(delivery, object, set);
    return names;
  });
}

/** Checks that the first row that can be read has every column of the profile. A JSON object may omit some. */
async function checkFirstRow(delivery: Delivery, object: ExtractedObject, set: FileObject): Promise<void> {
  for await (const line of delivery.rows(set)) {
    if ('bad' in line) continue;
    const missing = Object.values(set.fields)
      .flatMap(inputsOf)
      .filter((input) => !(input in line.row));
    if (set.format !== 'jsonl' && missing.length > 0)
      throw deliveryError(
        `The files ${set.files} have no column ${[...new Set(missing)].join(', ')}, which ${object} names.`,
      );
    return;
  }
}
