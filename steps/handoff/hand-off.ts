import { handoffDocument, type Handoff } from '../../domain/documents/handoff.ts';
import { fileOf } from '../../domain/handoff/teams.ts';
import { handoffObjects, type Environment, type HandoffObject } from '../../schemas/terms.ts';
import { openGuardForTexts } from '../guard.ts';
import { writeMasked } from '../masked-file.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withSource } from '../with-source.ts';
import { describeAutomations } from './automations.ts';
import { describeCreated } from './created.ts';
import { writeLists } from './lists.ts';
import { handOffCredentials, handOffElements, handOffPolicies } from './network.ts';
import { writeBuckets, type BucketWork } from './ocs-snapshot.ts';
import { openTeamFolders, type TeamFolders } from './team-folders.ts';
import { handOffUsage } from './usage.ts';

/** What each object is, for the team that gets its file. */
const what: Record<HandoffObject, string> = {
  ocs_buckets: 'what is left of each allowance and balance in online charging',
  pcrf_rules: 'policy rules as the PCRF has them',
  hss_records: 'records of HSS and AAA',
  usage_records: 'usage by kind, and the last usage that was billed',
  tax_rules: 'rules of tax, as the billing system has them',
  network_elements: 'network elements',
};

/**
 * Writes the handoff: a folder for each team with its files, a cover and an inventory. Figures and files of the source come from
 * one snapshot; lists that the mapping names come from the newest extraction. For the sandbox it is that of a dry run: in a folder
 * apart, and without credentials.
 */
export async function handOff(
  ports: Ports,
  stored: StoredEngagement,
  { environment = 'production' }: { environment?: Environment | undefined } = {},
): Promise<{ objects: number }> {
  const { slug, customer } = stored.engagement;
  const guard = await openGuardForTexts(ports, stored);
  const folders = await openTeamFolders(ports, stored, { guard, environment });
  const { takenAt, objects, encrypted } = await withSource(ports, stored, (source) =>
    source.withSnapshot(async (snapshot) => {
      const found: Handoff['objects'] = [];
      for (const object of handoffObjects.filter((one) => stored.profile.handoff[one]))
        found.push(await handOffObject({ stored, snapshot, folders }, object));
      await handOffPolicies(folders, found);
      await handOffElements(folders, found);
      const sealed = await handOffCredentials(stored, snapshot, folders, found);
      await handOffUsage(stored, snapshot, folders, found);
      return { takenAt: snapshot.takenAt, objects: found, encrypted: sealed };
    }),
  );
  const { lists, extractedAt } = await writeLists(ports, stored, folders);
  await describeCreated(ports, stored, folders);
  await describeAutomations(ports, stored, folders);
  const teams = await folders.close({ takenAt, extractedAt });
  const { isDryRun } = folders;
  const handoff: Handoff = {
    engagement: slug,
    customer,
    isDryRun,
    takenAt,
    objects,
    encrypted,
    lists,
    extractedAt,
    teams,
  };
  await folders.document('handoff', handoffDocument(handoff), handoff);
  return { objects: objects.length };
}

async function handOffObject(
  from: Omit<BucketWork, 'file'> & { folders: TeamFolders },
  object: HandoffObject,
): Promise<Handoff['objects'][number]> {
  const { snapshot, folders } = from;
  const rows = await snapshot.countHandoff(object);
  const content = snapshot.handoff(object);
  if (!content) return { object, rows, file: null, sha256: null };
  const file = fileOf(object);
  const { sha256, rows: inFile } =
    object === 'ocs_buckets'
      ? await writeBuckets({ ...from, file })
      : await writeMasked(content, folders.guard, folders.pathOf(file));
  if (object === 'ocs_buckets')
    folders
      .of('billing')
      .notes.push('ocs-snapshot.md says what proves that the buckets are of one moment, and what they add up to.');
  await folders.add({ file, what: what[object], rows: inFile, sha256, from: 'source' });
  return { object, rows, file, sha256 };
}
