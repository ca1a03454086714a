import { join } from 'node:path';
import { createApproverKeys } from '../apps/dev/approver-keys.ts';
import { exampleFolder } from '../apps/dev/example-stack.ts';
import { createNetworkKey } from '../apps/dev/network-key.ts';

const networkKey = await createNetworkKey();

/**
 * The environment variables that the example names, beside those of its source and of Zoho. No benchmark signs with them.
 * @param folder where documents are written
 */
export const exampleVariables = (folder: string): Record<string, string> => ({
  PORTAGE_DOCUMENTS: join(folder, 'documents'),
  PORTAGE_IDENTITY_ISSUER: 'http://127.0.0.1:8481',
  ...createApproverKeys(join(exampleFolder, 'engagement.yml')).variables,
  ...networkKey.variables,
});
