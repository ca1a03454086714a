import { failure, invalidModule, invalidUrl, missingParameter, Rejection } from '../http/answers.ts';
import type { Call, Params } from '../http/call.ts';
import type { Module } from '../orgs/org.ts';

/** The module that the path names. */
export function moduleInPath(call: Call, params: Params): Module {
  const name = params['module'] ?? '';
  const module = call.org.modules.get(name);
  if (module) return module;
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
