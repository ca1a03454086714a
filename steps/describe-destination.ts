import type { ZohoField } from '../connectors/zoho/port.ts';
import type { Config, Ports } from './ports.ts';
import type { Module } from '../schemas/terms.ts';
import { withZoho } from './with-zoho.ts';

/** Fields of modules in Zoho. */
export type ZohoFields = Partial<Record<Module, ZohoField[]>>;

/** Fields of the production org by module. The mapping is checked against them. */
export async function describeDestination(ports: Ports, config: Config, modules: Module[]): Promise<ZohoFields> {
  return withZoho(ports, config, { environment: 'production', phase: 'mapping' }, async (zoho) => {
    const fields: ZohoFields = {};
    for (const module of modules) fields[module] = await zoho.fields(module);
    return fields;
  });
}
