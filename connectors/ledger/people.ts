import { z } from 'zod';
import { GatePolicy, Issuer } from '../../schemas/engagement-file.ts';
import { canonicalEmail } from '../../schemas/sign-off.ts';
import type { Ledger } from './database.ts';

/** Who has to do with an engagement, according to its engagement file as the ledger has it. E-mails are canonical. */
export interface EngagementPeople {
  slug: string;
  customer: string;
  operator: { name: string; email: string };
  approvers: { name: string; email: string; role: string }[];
  /** Who may sign a gate; `exception` is for all exception gates, `rollback` for rollback requests. */
  policies: Record<string, GatePolicy>;
  /** Identity providers whose tokens prove a sign-off. */
  issuers: Issuer[];
}

const Email = z.string().transform(canonicalEmail);
const Stored = z.object({
  slug: z.string(),
  customer: z.string(),
  operator: z.object({ name: z.string(), email: Email }),
  gates: z.object({
    approvers: z.array(z.object({ name: z.string(), email: Email, role: z.string() })),
    issuers: z.array(Issuer).default([]),
    roles: z.record(
      z.string(),
      z.union([z.array(z.string()).transform((roles) => ({ roles, people: 1 })), GatePolicy]),
    ),
  }),
});

/** The people of every engagement, by slug. */
export async function listPeople(ledger: Ledger): Promise<EngagementPeople[]> {
  const rows = await ledger.query<{ file: unknown }>(
    `select config -> 'engagement' as file from engagement where config ? 'engagement' order by slug`,
  );
  return rows.map(({ file }) => {
    const { slug, customer, operator, gates } = Stored.parse(file);
    return { slug, customer, operator, approvers: gates.approvers, policies: gates.roles, issuers: gates.issuers };
  });
}
