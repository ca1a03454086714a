import type { EngagementFile } from '../schemas/engagement-file.ts';
import type { Module } from '../schemas/terms.ts';

export type DataCentre = EngagementFile['destination']['dataCentre'];

/** Top-level domain of each data centre. Canada's hosts have another name before it. docs: multi-dc */
export const zohoDomains: Record<DataCentre, string> = {
  us: 'com',
  eu: 'eu',
  in: 'in',
  au: 'com.au',
  jp: 'jp',
  ca: 'ca',
  sa: 'sa',
  cn: 'com.cn',
};

/** The start page of a production org, for its users. */
export function orgAddress(dataCentre: DataCentre, orgId: string): string {
  const host = dataCentre === 'ca' ? 'crm.zohocloud' : 'crm.zoho';
  return `https://${host}.${zohoDomains[dataCentre]}/crm/org${orgId}`;
}

/** The page of a record in a production org, for people who may see it. */
export const recordAddress = (dataCentre: DataCentre, orgId: string, module: Module, id: string): string =>
  `${orgAddress(dataCentre, orgId)}/tab/${module.replaceAll('_', '')}/${id}`;
