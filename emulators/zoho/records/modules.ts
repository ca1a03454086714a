import { failure, invalidModule, invalidUrl, missingParameter, Rejection } from '../http/answers.ts';
import type { Call, Params } from '../http/call.ts';
import type { Module } from '../orgs/org.ts';

/** Whether the caller's profile may use a module. Administrators may use all. docs: create-custom-module */
export const mayUse = ({ org, user }: Call, { profiles }: Module): boolean =>
  profiles === null || profiles.includes(user.profile) || user.profile === org.profiles[0]?.id;

/** @throws {Rejection} if the caller's profile may not use the module */
export function checkAccess(call: Call, module: Module): Module {
  if (mayUse(call, module)) return module;
  const permissions = [`Crm_Implied_View_${module.name}`];
  throw new Rejection(failure(403, 'NO_PERMISSION', 'permission denied', { permissions }));
}

/** The module that the path names. */
export function moduleInPath(call: Call, params: Params): Module {
  const name = params['module'] ?? '';
  const module = call.org.modules.get(name);
  if (module) return checkAccess(call, module);
  throw new Rejection(/^[A-Z]\w*$/.test(name) ? invalidModule() : invalidUrl());
}

/** The module that `?module=` names. */
export function moduleInQuery(call: Call): Module {
  const name = call.query.get('module');
  if (name === null) throw new Rejection(missingParameter('module'));
  const module = call.org.modules.get(name);
  if (module) return module;
  throw new Rejection(
    failure(400, 'INVALID_MODULE', 'the module name given seems to be invalid', { param_name: 'module' }),
  );
}
