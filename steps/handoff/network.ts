import type { Snapshot } from '../../connectors/bss/port.ts';
import type { Handoff } from '../../domain/documents/handoff.ts';
import { counted, section, table } from '../../domain/documents/markdown.ts';
import { credentialsSection } from '../../domain/documents/team-cover.ts';
import { createPlaceCounts } from '../../domain/handoff/places.ts';
import { createPolicyManifest, policyColumns, type PolicyRow } from '../../domain/handoff/policy-rules.ts';
import type { StoredEngagement } from '../ports.ts';
import { writeCredentials } from './credentials.ts';
import { rowsOfFile } from './table-file.ts';
import type { TeamFolders } from './team-folders.ts';

type Objects = Handoff['objects'];

/** The file of an object that was handed over, and how many records the source has. */
const fileIn = (objects: Objects, object: string) => objects.find((one) => one.object === object);

/** What the policy rules become in another PCRF: a row for each, from the file of the raw rules. */
export async function handOffPolicies(folders: TeamFolders, objects: Objects): Promise<void> {
  const { counts, notes } = folders.of('network');
  const raw = fileIn(objects, 'pcrf_rules');
  if (!raw) return;
  counts.push({ what: 'policy rules', rows: raw.rows });
  if (raw.file === null) {
    notes.push('The source profile hands over no policy rules, so there is no translation manifest.');
    return;
  }
  const path = folders.pathOf(raw.file);
  let manifest = createPolicyManifest([]);
  let isFirst = true;
  for await (const row of rowsOfFile(path)) {
    if (isFirst) manifest = createPolicyManifest(Object.keys(row));
    isFirst = false;
    manifest.add(row);
  }
  let withConflicts = 0;
  let unread = 0;
  async function* translated(): AsyncGenerator<PolicyRow> {
    for await (const row of rowsOfFile(path)) {
      const rule = manifest.translate(row);
      if (rule.conflicts !== '') withConflicts += 1;
      if (rule.unread !== '') unread += 1;
      yield rule;
    }
  }
  const what = 'what each policy rule does, who uses it, and what to rebuild';
  await folders.table({ file: 'network/policy-translation.csv', what, from: 'source' }, policyColumns, translated());
  if (withConflicts > 0)
    notes.push(
      `${counted(withConflicts, 'policy rule has a conflict', 'policy rules have conflicts')}: read the column conflicts of policy-translation.csv.`,
    );
  if (unread > 0)
    notes.push(
      `${counted(unread, 'policy rule has', 'policy rules have')} statements that are not known here: read the column unread of policy-translation.csv.`,
    );
}

/** How many network elements of each kind are where. */
export async function handOffElements(folders: TeamFolders, objects: Objects): Promise<void> {
  const { counts, parts, notes } = folders.of('network');
  const elements = fileIn(objects, 'network_elements');
  if (!elements) return;
  counts.push({ what: 'network elements', rows: elements.rows });
  if (elements.file === null) {
    notes.push('The source profile only counts network elements, so it is not known where they are.');
    return;
  }
  const places = createPlaceCounts();
  for await (const row of rowsOfFile(folders.pathOf(elements.file))) places.add(row);
  const { rows, rest } = places.result();
  parts.push(
    section(
      'Network elements',
      table(
        ['Kind', 'Site', 'Elements'],
        rows.map(({ kind, site, count }) => [kind, site, count]),
      ),
      rest > 0 && `${counted(rest, 'more element is', 'more elements are')} of other kinds or at other sites.`,
    ),
  );
}

/**
 * The credentials of subscribers, encrypted; or only their number.
 * @returns the encrypted files
 */
export async function handOffCredentials(
  stored: StoredEngagement,
  snapshot: Snapshot,
  folders: TeamFolders,
  objects: Objects,
): Promise<string[]> {
  const { counts, parts, notes } = folders.of('network');
  const records = fileIn(objects, 'hss_records');
  if (records) counts.push({ what: 'records of HSS and AAA', rows: records.rows });
  const { profile, engagement } = stored;
  const lists = profile.credentials;
  const key = engagement.handoff?.network_key;
  if (Object.keys(lists).length === 0 || !snapshot.credentials) {
    notes.push(
      'The source profile names no credentials, so they were not read: they are only counted, with the records of HSS and AAA.',
    );
    return [];
  }
  if (key === undefined) {
    notes.push(
      'The engagement file has no public key of the network team (handoff.network_key), so credentials were not read: they are only counted, with the records of HSS and AAA.',
    );
    return [];
  }
  if (folders.isDryRun) {
    notes.push('Dry run: credentials were not read. The cutover hands them over.');
    return [];
  }
  const reads = { credentials: snapshot.credentials };
  const written = await writeCredentials(reads, { lists, key, guard: folders.guard, pathOf: folders.pathOf });
  for (const file of written.files) await folders.add(file);
  parts.push(credentialsSection(written.lists));
  notes.push(`Credentials are encrypted for the public key ${key}.`);
  return written.files.map(({ file }) => file).filter((file) => file.endsWith('.age'));
}
