import type { HandoffObject } from '../../schemas/terms.ts';
import type { HandoffList } from './lists.ts';

/** The teams that go on after the migration. Each has a folder of its own. */
export const teams = ['billing', 'network', 'finance', 'product', 'admin'] as const;
export type Team = (typeof teams)[number];

export const teamNames: Record<Team, string> = {
  billing: 'billing operations',
  network: 'network operations',
  finance: 'finance',
  product: 'product management',
  admin: 'the administrators of Zoho',
};

/** Who works on with what. */
export const teamOf: Record<HandoffObject | HandoffList, Team> = {
  ocs_buckets: 'billing',
  usage_records: 'billing',
  receivables: 'billing',
  pcrf_rules: 'network',
  hss_records: 'network',
  network_elements: 'network',
  taxes: 'finance',
  tax_rules: 'finance',
  dunning: 'finance',
  balances: 'finance',
  pricing_rules: 'product',
  bundles: 'product',
};

/** The file of an object or a list, in the folder of its team. */
export const fileOf = (name: HandoffObject | HandoffList): string => `${teamOf[name]}/${name.replaceAll('_', '-')}.csv`;

/** Whether a document is in the folder of a team. */
export const isOfTeam = (name: string): boolean => teams.some((team) => name.startsWith(`${team}/`));

/** A file in the folder of a team. */
export interface TeamFile {
  /** Path in the folder of the handoff, which is the documents folder; in a dry run, `dry-run` in it. */
  file: string;
  /** What is in it, for people. */
  what: string;
  rows: number;
  sha256: string;
  /** The snapshot of the source that the handoff takes, the newest extraction, or what the migration did. */
  from: 'source' | 'extraction' | 'migration';
  /** Rows by their kind. */
  kinds?: Record<string, number>;
}

/** What a team gets: `inventory.json` in its folder. */
export interface TeamInventory {
  engagement: string;
  customer: string;
  /** Whether the cutover was only tried in the sandbox. */
  isDryRun: boolean;
  team: Team;
  /** Time of the snapshot of the source. */
  takenAt: string;
  /** Time of the newest extraction; null if there is none. */
  extractedAt: string | null;
  counts: { what: string; rows: number }[];
  files: TeamFile[];
  /** What is missing or needs care, a sentence each. */
  notes: string[];
}
