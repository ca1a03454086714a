import type { OrgSeed } from './org.ts';

const users = [
  { name: 'Mia Moderator', email: 'mia.migration@northwind.example', active: true },
  { name: 'Arun Accounts', email: 'arun@northwind.example', active: true },
  { name: 'Beth Billing', email: 'beth@northwind.example', active: true },
  { name: 'Carl Care', email: 'carl@northwind.example', active: true },
  { name: 'Dora Deals', email: 'dora@northwind.example', active: true },
  { name: 'Left Long-Ago', email: 'left@northwind.example', active: false },
];

const shared = {
  company: 'Northwind Mobile (demo)',
  edition: 'enterprise',
  clientId: '1000.DEMOCLIENT',
  clientSecret: 'demo-client-secret',
  timeZone: 'Europe/London',
  currency: 'GBP',
  users,
} as const;

/** The demo operator's two orgs. The credentials open nothing but this emulator. */
export const demoOrgs: OrgSeed[] = [
  { ...shared, users, id: '20090000001', environment: 'production', refreshToken: '1000.demo.production' },
  { ...shared, users, id: '20090000002', environment: 'sandbox', refreshToken: '1000.demo.sandbox' },
];
