import { ConnectorError } from '../../connectors/error.ts';
import type { DescribesModules } from '../../connectors/zoho/port.ts';
import { canOwn } from '../../domain/preflight/judge-owners.ts';
import type { OwnerMap } from '../../schemas/engagement-file.ts';

/** Zoho's user ids by source user, and the id for all source users that the owner map does not list. */
export interface OwnerIds {
  /** Null: the owner map has no rule for them. */
  fallback: string | null;
  named: [sourceUser: string, id: string][];
  /** Of the named source users, those whose user in Zoho can't own records, so that `inactive` gave the id. */
  inactive: string[];
}

/** @throws ConnectorError `configuration` when an owner is not a user who can own records, and no rule says whose they are */
export async function ownersIn(zoho: Pick<DescribesModules, 'users'>, owners: OwnerMap): Promise<OwnerIds> {
  const users = new Map((await zoho.users()).map((user) => [user.email.toLowerCase(), user]));
  const find = (email: string | undefined): string | null => {
    const user = email === undefined ? undefined : users.get(email.toLowerCase());
    return user && canOwn(user) ? user.id : null;
  };
  const idOf = (email: string): string => {
    const id = find(email);
    if (id !== null) return id;
    throw new ConnectorError(
      'configuration',
      'An owner in owners.yml is not an active, confirmed user of the org. No record was queued. Run preflight to see which one, and correct owners.yml, or add the rule inactive.',
    );
  };
  const inactive = Object.entries(owners.owners).flatMap(([user, email]) => (find(email) === null ? [user] : []));
  return {
    fallback: owners.default === undefined ? null : idOf(owners.default),
    named: Object.entries(owners.owners).map(([user, email]) => [user, find(email) ?? idOf(owners.inactive ?? email)]),
    inactive,
  };
}
