import { ConnectorError } from '../../connectors/error.ts';
import type { DescribesModules } from '../../connectors/zoho/port.ts';
import type { OwnerMap } from '../../schemas/engagement-file.ts';

/** Zoho's user id for a source user. The default owner's id if the owner map does not list the user. */
export type OwnerOf = (sourceUser: string) => string;

/** @throws ConnectorError `configuration` when an owner is not a user of the org */
export async function ownersIn(zoho: Pick<DescribesModules, 'users'>, owners: OwnerMap): Promise<OwnerOf> {
  const ids = new Map((await zoho.users()).map((user) => [user.email.toLowerCase(), user.id]));
  const idOf = (email: string): string => {
    const id = ids.get(email.toLowerCase());
    if (!id)
      throw new ConnectorError(
        'configuration',
        'An owner in owners.yml is not a user of the org. No record was queued. Run preflight to see which one, and correct owners.yml.',
      );
    return id;
  };
  const fallback = idOf(owners.default);
  const named = new Map(Object.entries(owners.owners).map(([user, email]) => [user, idOf(email)]));
  return (sourceUser) => named.get(sourceUser) ?? fallback;
}
