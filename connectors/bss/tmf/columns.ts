import type { DescribesObjects } from '../port.ts';
import { checkBuckets, checkFields } from '../check-fields.ts';
import { fieldReaders } from '../fields.ts';
import { columnsOfEach } from '../profile-objects.ts';
import type { TmfApi } from './read.ts';
import { idReader } from './records.ts';
import { newReport } from './report.ts';

/** The columns of all objects. One record of each is fetched, to check address, credentials and resource. */
export async function readColumns({ server, profile }: TmfApi): ReturnType<DescribesObjects['columns']> {
  const { objects, handoff, buckets, never, timeZone } = profile;
  checkBuckets(buckets, Object.keys(handoff.ocs_buckets?.fields ?? {}));
  return columnsOfEach(objects, async (object, described) => {
    const names = checkFields(object, described, never);
    fieldReaders(object, described.fields, { isJson: true, timeZone });
    const list = { ...described, paging: { ...described.paging, size: 1 } };
    await server.pages(list, idReader(described.id, object), newReport()).next();
    return names;
  });
}
