import type { TargetField } from '../domain/proposal/targets.ts';
import type { Config, Ports } from './ports.ts';
import type { Module } from '../schemas/terms.ts';
import { withZoho } from './with-zoho.ts';

/** Fields of the production org by module. The mapping is checked against them. */
export async function describeDestination(
  ports: Ports,
  config: Config,
  modules: Module[],
): Promise<Partial<Record<Module, TargetField[]>>> {
  return withZoho(ports, config, { environment: 'production', phase: 'mapping' }, async (zoho) => {
    const fields: Partial<Record<Module, TargetField[]>> = {};
    for (const module of modules) fields[module] = await zoho.fields(module);
    return fields;
  });
}
