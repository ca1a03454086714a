import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const SeedUser = z.strictObject({
  name: z.string(),
  email: z.string(),
  active: z.boolean().default(true),
  confirmed: z.boolean().optional(),
  timeZone: z.string().optional(),
});

/** The format of an org in a seed file. */
export const OrgSeed = z.strictObject({
  /** The `zgid`. Clients send it in the header `X-CRM-ORG`. */
  id: z.string().regex(/^\d+$/, 'digits'),
  environment: z.enum(['production', 'sandbox']),
  company: z.string(),
  edition: z.enum(['free', 'standard', 'professional', 'enterprise', 'ultimate']),
  /** With add-ons an org has the credits of its edition's cap, not those of its users. */
  addOns: z.boolean().default(false),
  clientId: z.string(),
  clientSecret: z.string(),
  refreshToken: z.string(),
  /** Refresh tokens of other users than the first, by their e-mail address. */
  userTokens: z.record(z.string(), z.string()).optional(),
  /** Scopes of the refresh token; all scopes by default. */
  scopes: z.array(z.string()).optional(),
  timeZone: z.string(),
  currency: z.string(),
  users: z.array(SeedUser).min(1),
  /** Taxes that line items may use. */
  taxes: z.array(z.strictObject({ name: z.string(), percentage: z.number() })).default([]),
  /** Values of standard pick lists, by `Module.Field`. */
  pickLists: z.record(z.string(), z.array(z.string())).default({}),
  /** Layouts in addition to the standard one. */
  layouts: z
    .array(
      z.strictObject({
        module: z.string(),
        name: z.string(),
        fields: z.array(z.string()),
        mandatory: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  /** Workflow rules that people made. They are only listed: no write starts one. */
  workflowRules: z
    .array(z.strictObject({ module: z.string(), name: z.string(), on: z.string(), active: z.boolean() }))
    .default([]),
  /** Custom modules that an administrator has created. */
  customModules: z.array(z.strictObject({ name: z.string(), singular: z.string(), plural: z.string() })).default([]),
  /** How much the org may store: records of all modules, and bytes of files and e-mails. Without a number there is no limit. */
  storage: z.strictObject({ records: z.int().optional(), fileBytes: z.int().optional() }).default({}),
  /** Views in addition to "All" and "My". The criteria are those of a bulk read. */
  views: z
    .array(z.strictObject({ module: z.string(), name: z.string(), criteria: z.record(z.string(), z.unknown()) }))
    .default([]),
  /** Records by module, in the order of insertion. */
  records: z
    .array(z.strictObject({ module: z.string(), data: z.array(z.record(z.string(), z.unknown())) }))
    .default([]),
});
export type OrgSeed = z.infer<typeof OrgSeed>;

const users = [
  { name: 'Mia Moderator', email: 'mia.migration@northwind.example', active: true },
  { name: 'Arun Accounts', email: 'arun@northwind.example', active: true },
  { name: 'Beth Billing', email: 'beth@northwind.example', active: true },
  { name: 'Carl Care', email: 'carl@northwind.example', active: true },
  { name: 'Dora Deals', email: 'dora@northwind.example', active: true },
  { name: 'Left Long-Ago', email: 'left@northwind.example', active: false },
];

const demo: Omit<OrgSeed, 'id' | 'environment' | 'refreshToken'> = {
  company: 'Northwind Mobile (demo)',
  edition: 'enterprise',
  addOns: false,
  clientId: '1000.DEMOCLIENT',
  clientSecret: 'demo-client-secret',
  timeZone: 'Europe/London',
  currency: 'GBP',
  users,
  taxes: [
    { name: 'VAT', percentage: 20 },
    { name: 'Sales Tax', percentage: 12.5 },
  ],
  workflowRules: [
    { module: 'Accounts', name: 'Welcome new accounts', on: 'create', active: false },
    { module: 'Invoices', name: 'Remind of open invoices', on: 'create_or_edit', active: true },
  ],
  pickLists: {},
  layouts: [],
  // An administrator has created it, so that a rollback leaves the org as it was: the API can't delete a module.
  customModules: [{ name: 'Bundle_Components', singular: 'Bundle Component', plural: 'Bundle Components' }],
  storage: {},
  views: [],
  records: [],
};

/** The two orgs of the demo operator. The credentials are valid for this emulator only. */
export const demoOrgs: OrgSeed[] = [
  {
    ...{ ...demo, id: '20090000001', environment: 'production', refreshToken: '1000.demo.production' },
    userTokens: { 'carl@northwind.example': '1000.demo.carl' },
  },
  { ...demo, id: '20090000002', environment: 'sandbox', refreshToken: '1000.demo.sandbox' },
];

/**
 * Reads a list of orgs from a YAML or JSON file.
 *
 * @throws {Error} if the file can't be read or an org doesn't match `OrgSeed`; the message names the place
 */
export function readSeed(path: string): OrgSeed[] {
  const read = z
    .array(OrgSeed)
    .min(1)
    .safeParse(parse(readFileSync(path, 'utf8')));
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`${path} is not a valid seed file. The emulator did not start.\n${problems.join('\n')}`);
}
