import { join } from 'node:path';
import { createApproverKeys } from '../apps/dev/approver-keys.ts';
import { exampleFolder } from '../apps/dev/example-stack.ts';

/** The environment variables that the gates of the example name. No benchmark signs with them. */
export const gateVariables = (): Record<string, string> => ({
  PORTAGE_IDENTITY_ISSUER: 'http://127.0.0.1:8481',
  ...createApproverKeys(join(exampleFolder, 'engagement.yml')).variables,
});
