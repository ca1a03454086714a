import type { EngagementFile } from '../../schemas/engagement-file.ts';
import type { Environment } from '../../schemas/words.ts';

type DataCentre = EngagementFile['destination']['dataCentre'];

/** Top-level domains by data centre; Canada's accounts host stands apart. docs: multi-dc */
const domains: Record<DataCentre, string> = {
  us: 'com',
  eu: 'eu',
  in: 'in',
  au: 'com.au',
  jp: 'jp',
  ca: 'ca',
  sa: 'sa',
  cn: 'com.cn',
};

/** Zoho's hosts of one data centre and environment. */
export function hostsOf(dataCentre: DataCentre, environment: Environment): { accountsUrl: string; apiUrl: string } {
  const domain = domains[dataCentre];
  return {
    accountsUrl: dataCentre === 'ca' ? 'https://accounts.zohocloud.ca' : `https://accounts.zoho.${domain}`,
    apiUrl: `https://${environment === 'sandbox' ? 'sandbox' : 'www'}.zohoapis.${domain}`,
  };
}
