import { modules, type Module } from '../../schemas/terms.ts';

const moduleNames: Module[] = [...modules];

/** Options that choose matches. */
export const matchArgs = {
  environment: { type: 'string', description: 'sandbox or production; by default production' },
  module: { type: 'enum', options: moduleNames, description: 'Only matches of this module' },
  rule: { type: 'string', description: 'Only matches of the rule with this name', valueHint: 'name' },
} as const;
