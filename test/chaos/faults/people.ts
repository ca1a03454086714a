import type { FaultKind } from '../schedule.ts';
import type { Site } from '../site.ts';
import { text } from '../../../emulators/comparison/compare.ts';
import { Missed, picked, type Carrier } from './carrier.ts';

/** Fields that people edit, by module, with what they write. */
const edits: [module: string, field: string, write: (size: number) => string | number][] = [
  ['Accounts', 'Description', (size) => `Called on day ${size}`],
  ['Accounts', 'Phone', (size) => `+4420718387${40 + size}`],
  ['Accounts', 'Payment_Terms', (size) => `NET${size}`],
  ['Accounts', 'Credit_Limit', (size) => 90_000 + size],
  ['Contacts', 'Mailing_City', (size) => `Town ${size}`],
  ['Contacts', 'Description', (size) => `Wrote on day ${size}`],
  ['Contacts', 'Service_Plan', (size) => `SPECIAL-${size}`],
  ['Products', 'Unit_Price', (size) => 7_000 + size],
  ['Sales_Orders', 'Description', (size) => `Checked on day ${size}`],
  ['Invoices', 'Open_Balance', (size) => 5_000 + size],
];

/** What people do in production meanwhile. */
export const people = {
  async 'edit-record'(site, { stage, pick, size, number }) {
    const [module, field, write] = edits[number % edits.length] ?? edits[0]!;
    const isQuiet = await isIdle(site);
    const record = picked(await oursIn(site, module), pick);
    if (!record) throw new Missed(`no record in ${module}`);
    if (!(field in record)) throw new Missed(`${field} is not written yet`);
    const id = text(record['id']);
    const value = write(size);
    const earlier = site.people.edits.get(`${id} ${field}`);
    const edit = {
      value,
      old: earlier?.old ?? record[field],
      isQuiet: isQuiet && earlier?.isQuiet !== false,
      isFinal: stage === 'end' && isQuiet,
    };
    site.people.edits.set(`${id} ${field}`, edit);
    await site.call('PUT', module, { data: [{ id, [field]: value }], trigger: [] });
  },
  async 'delete-record'(site, { pick }) {
    const record = picked(await oursIn(site, 'Invoices'), pick);
    if (!record) throw new Missed('no invoice');
    site.people.deleted.add(text(record['Portage_Key']));
    await site.call('DELETE', `Invoices?ids=${text(record['id'])}&wf_trigger=false`);
  },
  /** An account of their own, or a deal with a migrated account, which a rollback must then keep. */
  async 'add-record'(site, { pick, size, number }) {
    const account = picked(await oursIn(site, 'Accounts'), pick);
    const isDeal = size > 5 && account !== undefined;
    const deal = { Deal_Name: `Deal ${number}`, Stage: 'Qualification', Account_Name: { id: account?.['id'] } };
    const data = [isDeal ? deal : { Account_Name: `Own account ${number}`, Website: 'https://own.example' }];
    const module = isDeal ? 'Deals' : 'Accounts';
    const [id] = await site.call('POST', module, { data, trigger: [] });
    const added = (await site.engagement.state('production'))[module]?.records.find((one) => one['id'] === id);
    if (added) site.before.production[module]?.records.push(added);
  },
} satisfies Partial<Record<FaultKind, Carrier>>;

/** No load runs: the engagement waits at a gate that is not an exception. */
export async function isIdle(site: Site): Promise<boolean> {
  const status = await site.status();
  return status !== undefined && status.gate !== null && status.run === null;
}

async function oursIn(site: Site, module: string): Promise<Record<string, unknown>[]> {
  const earlier = new Set((site.before.production[module]?.records ?? []).map((one) => one['id']));
  const { records = [] } = (await site.engagement.state('production'))[module] ?? {};
  return records.filter((one) => typeof one['Portage_Key'] === 'string' && !earlier.has(one['id']));
}
