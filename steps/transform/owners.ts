import { ConnectorError } from '../../connectors/error.ts';
import type { DescribesModules } from '../../connectors/zoho/port.ts';
import type { OwnerMap } from '../../schemas/engagement-file.ts';

/** Zoho's user ids by source user, and the id for all source users that the owner map does not list. */
export interface OwnerIds {
  fallback: string;
  named: [sourceUser: string, id: string][];
}

/** @throws ConnectorError `configuration` when an owner is not a user of the org */
export async function ownersIn(zoho: Pick<DescribesModules, 'users'>, owners: OwnerMap): Promise<OwnerIds> {
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
  return {
    fallback: idOf(owners.default),
    named: Object.entries(owners.owners).map(([user, email]) => [user, idOf(email)]),
  };
}
