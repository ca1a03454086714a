/** Options that choose matches. */
export const matchArgs = {
  environment: { type: 'string', description: 'sandbox or production; by default production' },
  module: { type: 'string', description: 'Only matches of this module', valueHint: 'API name' },
  rule: { type: 'string', description: 'Only matches of the rule with this name', valueHint: 'name' },
} as const;
