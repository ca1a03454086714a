import type { Zoho, ZohoField } from '../connectors/zoho/port.ts';
import { isToCreate, newModuleFields, newModuleOf } from '../domain/schema-plan/new-module.ts';
import type { Config, Ports } from './ports.ts';
import type { Module } from '../schemas/terms.ts';
import { withZoho } from './with-zoho.ts';

/** Fields of modules in Zoho. */
export type ZohoFields = Partial<Record<Module, ZohoField[]>>;

/** Fields of a module, or those that it will have if the schema step has yet to create it. */
export async function fieldsOf(zoho: Zoho, { mapping }: Config, module: Module): Promise<ZohoField[]> {
  // The modules of an org are asked for only where one is created.
  const present = newModuleOf(mapping, module) === null ? [module] : await zoho.modules();
  return isToCreate(mapping, module, present) ? newModuleFields : zoho.fields(module);
}

/** Fields of the production org by module. The mapping is checked against them. */
export async function describeDestination(ports: Ports, config: Config, modules: Module[]): Promise<ZohoFields> {
  return withZoho(ports, config, { environment: 'production', phase: 'mapping' }, async (zoho) => {
    const fields: ZohoFields = {};
    for (const module of modules) fields[module] = await fieldsOf(zoho, config, module);
    return fields;
  });
}
