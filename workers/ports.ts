import { openSource } from '../connectors/bss/open.ts';
import { ConnectorError } from '../connectors/error.ts';
import { readEngagementFiles, readSetupFiles } from '../connectors/engagement-files.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { createTokenStore } from '../connectors/ledger/tokens.ts';
import { resolveReference, resolveSecret } from '../connectors/secret.ts';
import { createLocalStaging } from '../connectors/staging/local.ts';
import { createZoho } from '../connectors/zoho/client.ts';
import { hostsOf } from '../connectors/zoho/hosts.ts';
import type { TokenStore } from '../connectors/zoho/port.ts';
import { withoutMark } from '../domain/module-traits.ts';
import type { WorkerSettings } from '../schemas/support.ts';
import { codeVersion } from './code-version.ts';
import type { Ports } from '../steps/ports.ts';

/** Builds what the activities need from the worker's configuration. */
export function createPorts(
  ledger: Ledger,
  stagingFolder: string,
  fingerprintSecret: string | null,
  requestTimeoutMs = 30_000,
  /** The token stores of this process, by client secret. */
  stores = new Map<string, TokenStore>(),
  settings: WorkerSettings = {},
): Ports {
  const tokensOf = (clientSecret: string): TokenStore => {
    const store = stores.get(clientSecret) ?? createTokenStore(ledger, clientSecret);
    stores.set(clientSecret, store);
    return store;
  };
  return {
    ledger,
    staging: createLocalStaging(stagingFolder),
    readConfig: readEngagementFiles,
    readSetup: readSetupFiles,
    openSource: ({ profile, folder }) => openSource(profile, folder),
    fingerprintSecret,
    requestTimeoutMs,
    settings: { ...settings, requestTimeoutMs },
    codeVersion: codeVersion(),
    openZoho({ engagement, mapping }, environment, guard, user = 'load') {
      // Keys are checked by the transformation, and no scan may change them.
      const exempt = new Set([mapping.key]);
      const org = engagement.destination[environment];
      const hosts = hostsOf(engagement.destination.dataCentre, environment);
      const references = user === 'load' ? org : engagement.destination[user];
      if (!references) throw new ConnectorError('configuration', `The engagement file has no destination.${user}.`);
      const credentials = {
        clientId: resolveSecret(references.clientId),
        clientSecret: resolveSecret(references.clientSecret),
        refreshToken: resolveSecret(references.refreshToken),
      };
      return createZoho({
        orgId: org.orgId,
        environment,
        accountsUrl: resolveUrl(org.accountsUrl) ?? hosts.accountsUrl,
        apiUrl: resolveUrl(org.apiUrl) ?? hosts.apiUrl,
        uploadUrl: resolveUrl(org.uploadUrl),
        credentials,
        tokens: tokensOf(credentials.clientSecret),
        timeoutMs: requestTimeoutMs,
        creditFloor: engagement.limits.creditFloor,
        creditRecheckMs: engagement.limits.creditRecheckSeconds * 1_000,
        scan: (records) =>
          guard
            .scanBody(records.map(withoutMark), exempt)
            .map(({ record, field, hit }) => ({ record, field, rule: hit.rule })),
      });
    },
  };
}

const resolveUrl = (url: string | undefined): string | undefined => url && resolveReference(url);
