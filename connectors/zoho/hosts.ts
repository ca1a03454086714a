import { zohoDomains as domains, type DataCentre } from '../../domain/zoho-address.ts';
import type { Environment } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';

/** Zoho's hosts of one data centre and environment. */
export function hostsOf(dataCentre: DataCentre, environment: Environment): { accountsUrl: string; apiUrl: string } {
  const domain = domains[dataCentre];
  return {
    accountsUrl: dataCentre === 'ca' ? 'https://accounts.zohocloud.ca' : `https://accounts.zoho.${domain}`,
    apiUrl: `https://${environment === 'sandbox' ? 'sandbox' : 'www'}.zohoapis.${domain}`,
  };
}

/** Upload hosts with another pattern. docs: the SDK's data centres */
const uploadHosts: Partial<Record<string, string>> = { ca: 'https://upload.zohocloud.ca', sa: 'https://files.zoho.sa' };

const domainOf = (apiUrl: string): string | null => {
  const domain = /^https:\/\/(?:www|sandbox|developer)\.zohoapis\.([a-z.]+)$/.exec(apiUrl)?.[1];
  return domain && Object.values(domains).includes(domain) ? domain : null;
};

/**
 * Checks that a token belongs to the data centre of the called host. The accounts server returns the token's API host.
 * Hosts that aren't Zoho's are not checked. Sandbox and production have the same data centre.
 * @throws ConnectorError `configuration` naming both data centres
 */
export function checkDataCentre(apiUrl: string, tokenApiUrl: string | null): void {
  const [called, issued] = [domainOf(apiUrl), tokenApiUrl === null ? null : domainOf(tokenApiUrl)];
  if (called === null || issued === null || called === issued) return;
  const named = (domain: string) => Object.entries(domains).find(([, one]) => one === domain)?.[0] ?? domain;
  throw new ConnectorError(
    'configuration',
    `The credentials belong to data centre ${named(issued)}, but the engagement file names ${named(called)}. Nothing was written. Correct destination.dataCentre, or use credentials of ${named(called)}.`,
  );
}

/** The data centre's upload host, or the API host itself if it isn't a Zoho host. */
export function uploadUrlOf(apiUrl: string): string {
  const domain = domainOf(apiUrl);
  return domain === null ? apiUrl : (uploadHosts[domain] ?? `https://content.zohoapis.${domain}`);
}

/**
 * The absolute URL of a file that a response names by an absolute or relative URL.
 * @throws ConnectorError `contract` for a host that is neither configured nor one of the data centre's, because the
 * request contains the access token, which must only be sent to Zoho
 */
export function downloadAddress(named: string, hosts: { apiUrl: string; uploadUrl: string }): string {
  const domain = domainOf(hosts.apiUrl);
  const company = domain === 'ca' ? 'zohocloud' : 'zoho';
  const ours =
    domain === null ? [] : ['download', 'download-accl'].map((host) => `https://${host}.${company}.${domain}`);
  const address = URL.canParse(named, hosts.apiUrl) ? new URL(named, hosts.apiUrl) : null;
  const trusted = [hosts.apiUrl, hosts.uploadUrl, ...ours].map((url) => new URL(url).origin);
  if (address && address.username === '' && trusted.includes(address.origin)) return address.href;
  throw new ConnectorError(
    'contract',
    `Zoho's response names a result file at ${address ? 'another host' : 'an invalid URL'}. The file was not requested and no token was sent there.`,
  );
}
