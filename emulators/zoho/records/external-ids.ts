import { failure, Rejection } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import { findByUnique } from '../orgs/module-records.ts';
import type { Module } from '../orgs/org.ts';
import type { ExternalLookups } from './values.ts';

/**
 * The paths for a module in the header, without the module's name.
 * Example: `X-EXTERNAL: Contacts.Legacy_Id,Contacts.Account_Name.Legacy_Id`. docs: external id
 */
const pathsOf = (call: Call, module: Module): string[][] =>
  String(call.headers['x-external'] ?? '')
    .split(',')
    .map((path) => path.trim().split('.'))
    .filter(([name]) => name === module.name)
    .map(([, ...rest]) => rest);

/** The lookups of a module that the header names. A lookup of a line item is `Ordered_Items.Product_Name`. */
export function externalLookupsOf(call: Call, module: Module): ExternalLookups {
  if (!call.headers['x-external']) return new Map();
  const paths = pathsOf(call, module).filter((path) => path.length > 1);
  return new Map(paths.map((path) => [path.slice(0, -1).join('.'), path.at(-1) ?? '']));
}

/** The field whose values replace record ids in this call; undefined if the call uses ids. */
export function externalKey(call: Call, module: Module): string | undefined {
  if (!call.headers['x-external']) return undefined;
  const key = pathsOf(call, module).find((path) => path.length === 1)?.[0];
  if (key !== undefined && !module.fields.get(key)?.external) {
    throw new Rejection(
      failure(400, 'INVALID_DATA', 'The value of the external field is invalid.', { header: 'X-EXTERNAL' }),
    );
  }
  return key;
}

/** The record id for an id or an external value in the path. An unknown external value is returned unchanged. */
export function resolveId(call: Call, module: Module, given: string): string {
  const key = externalKey(call, module);
  return key === undefined ? given : (findByUnique(module, key, given)?.id ?? given);
}
