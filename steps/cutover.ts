import { listDocuments, readDocument } from '../connectors/ledger/documents.ts';
import { readTimeline } from '../connectors/ledger/timeline.ts';
import { rehearsalMinutes } from '../domain/cutover/measured.ts';
import { cutoverPlan } from '../domain/cutover/plan.ts';
import { cutoverPlanDocument } from '../domain/documents/cutover-plan.ts';
import { lockedModules } from '../domain/history-lock.ts';
import type { WriteAccess } from '../domain/quiet/write-access.ts';
import { hasAllGrants, missingGrants, writeScripts } from '../domain/quiet/write-scripts.ts';
import { gatePolicy, rolesFor, type GateName } from '../domain/judge-sign-off.ts';
import type { CutoverPlan, PreparedCutover } from '../schemas/cutover.ts';
import { writeDocument, writeScript } from './documents.ts';
import { readDryRun } from './dry-run.ts';
import { policyOf } from './policy.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withSource } from './with-source.ts';

const revokeName = 'revoke-writes.sql';
const restoreName = 'restore-writes.sql';
const planName = 'cutover-plan.json';
const about = { kind: 'cutover-plan' } as const;

/**
 * Writes the cutover plan, and for a source that knows who may write to it, the scripts that take these privileges and give
 * them back. Nothing is run.
 */
export async function prepareCutover(ports: Ports, stored: StoredEngagement): Promise<PreparedCutover> {
  const access = await withSource(ports, stored, async (source) => (await source.writeAccess?.()) ?? null);
  const { writeAccess, remarks } = access
    ? await prepareScripts(ports, stored, access)
    : { writeAccess: null, remarks: [] };
  const plan = await describeCutover(ports, stored, remarks);
  await writeDocument(ports, stored, about, cutoverPlanDocument(plan), { ...plan, writeAccess });
  return {
    scripts: plan.steps.some(({ id }) => id === 'privileges') ? 2 : 0,
    steps: plan.steps.map(({ id, expectedMinutes }) => ({ id, expectedMinutes })),
  };
}

/**
 * Reads whether the privileges that the scripts are about are taken. `tables`: those with a privilege that is gone. Null if there is
 * no script, so that nothing is to be taken.
 */
export async function readPrivileges(ports: Ports, stored: StoredEngagement): Promise<{ tables: string[] } | null> {
  const earlier = (await readWritten(ports.ledger, stored.engagement.slug))?.writeAccess;
  if (!earlier) return null;
  const now = await withSource(ports, stored, async (source) => (await source.writeAccess?.()) ?? null);
  // A source that no longer says who may write to it does not show that they may.
  const missing = now ? missingGrants(now, earlier) : earlier.grants;
  return { tables: [...new Set(missing.map(({ schema, table }) => `${schema}.${table}`))] };
}

/** Whether the privileges to write were taken, as far as the source shows it. */
export async function checkPrivileges(ports: Ports, stored: StoredEngagement): Promise<{ taken: boolean }> {
  const privileges = await readPrivileges(ports, stored);
  return { taken: privileges !== null && privileges.tables.length > 0 };
}

/** The plan as it is now, from the ledger and the engagement file. `remarks`: those of the written plan, if there is one. */
export async function describeCutover(
  { ledger }: Pick<Ports, 'ledger'>,
  { engagement, mapping }: StoredEngagement,
  remarks?: string[],
): Promise<CutoverPlan> {
  const { slug, customer, operator, cutover, limits } = engagement;
  const policy = policyOf({ engagement });
  const documents = await listDocuments(ledger, slug);
  const rolesOf = (gate: GateName) => rolesFor(policy, gate);
  return cutoverPlan({
    ...{ engagement: slug, customer, operator: operator.role, owners: cutover.owners },
    ...{ quietMinutes: cutover.quietMinutes, deltaRounds: limits.deltaRounds },
    roles: {
      ...{ freeze: rolesOf('freeze'), 'go-live': rolesOf('go-live') },
      ...{ acceptance: rolesOf('acceptance'), rollback: rolesOf('rollback') },
    },
    goLivePeople: gatePolicy(policy, 'go-live').people,
    profileAfterSwitch: cutover.profileAfterSwitch ?? null,
    dryRun: await readDryRun(ledger, slug),
    hasPrivileges: documents.some(({ name }) => name === revokeName),
    locks: lockedModules(mapping).length > 0,
    measured: rehearsalMinutes(await readTimeline(ledger, slug)),
    remarks: remarks ?? (await readWritten(ledger, slug))?.remarks ?? [],
  });
}

/**
 * Writes the scripts for the privileges as they are. After the first script was run, these are no longer there: then the
 * scripts stay as they are, because only they know what to give back.
 */
async function prepareScripts(
  ports: Ports,
  stored: StoredEngagement,
  access: WriteAccess,
): Promise<{ writeAccess: WriteAccess | null; remarks: string[] }> {
  const earlier = (await readWritten(ports.ledger, stored.engagement.slug))?.writeAccess;
  if (earlier && !hasAllGrants(access, earlier))
    return {
      writeAccess: earlier,
      remarks: [
        `Some privileges that ${revokeName} takes are gone, so it was probably run. ${revokeName} and ${restoreName} stay as they were.`,
      ],
    };
  const { revoke, restore } = writeScripts(access);
  // Without the undo, there must be nothing to undo.
  const isWritten =
    (await writeScript(ports, stored, about, { name: restoreName, text: restore })) &&
    (await writeScript(ports, stored, about, { name: revokeName, text: revoke }));
  if (isWritten) return { writeAccess: access, remarks: [] };
  const why = `A name in the database looks like a network identifier, so ${revokeName} was not written. Take the privileges by hand.`;
  return { writeAccess: earlier ?? null, remarks: [why] };
}

/** What was written before; null before the first plan. */
async function readWritten(
  ledger: Ports['ledger'],
  engagement: string,
): Promise<(CutoverPlan & { writeAccess: WriteAccess | null }) | null> {
  const document = await readDocument(ledger, engagement, { name: planName });
  return document?.body ? (JSON.parse(document.body) as CutoverPlan & { writeAccess: WriteAccess | null }) : null;
}
