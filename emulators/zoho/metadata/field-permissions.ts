import { itemError, type Item } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import type { Field, Permission } from '../orgs/field.ts';
import type { Org, Row } from '../orgs/org.ts';

const permissions: Permission[] = ['read_write', 'read_only', 'hidden'];

/**
 * Reads the `profiles` of a field: what each of them may do with it. Profiles that are not named keep what they may.
 * Returns an error if a profile or permission is unknown. docs: create-custom-field, update-custom-field
 */
export function changePermissions(call: Call, field: Field, given: unknown, path: string): Item | null {
  if (given === undefined) return null;
  const next = { ...field.permissions };
  for (const [index, one] of (Array.isArray(given) ? (given as Row[]) : []).entries()) {
    const at = (name: string) => ({ api_name: name, json_path: `${path}.profiles[${index}].${name}` });
    const id = String(one['id']);
    if (!call.org.profiles.some((profile) => profile.id === id))
      return itemError('INVALID_DATA', 'invalid data', at('id'));
    const permission = permissions.find((name) => name === one['permission_type']);
    if (one['permission_type'] === undefined)
      return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('permission_type'));
    if (!permission)
      return itemError('INVALID_DATA', 'invalid data', { ...at('permission_type'), supported_values: permissions });
    next[id] = permission;
  }
  field.permissions = next;
  return null;
}

export const renderPermissions = (org: Org, field: Field): Row[] =>
  org.profiles.map(({ id, name }) => ({ permission_type: field.permissions[id] ?? 'read_write', name, id }));
