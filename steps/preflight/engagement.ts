import type { StagingStore } from '../../connectors/staging/port.ts';
import { needsProof } from '../../domain/judge-sign-off.ts';
import {
  judgeFloor,
  judgeNetworkKey,
  judgeNotices,
  judgeProofs,
  judgeVolume,
} from '../../domain/preflight/judge-engagement.ts';
import { judgeDisk } from '../../domain/preflight/judge-worker.ts';
import type { SourceProfile } from '../../schemas/profile.ts';
import type { Check } from '../../schemas/report.ts';
import { fixedGates } from '../../schemas/terms.ts';
import { policyOf } from '../policy.ts';
import type { Config } from '../ports.ts';
import { check } from './check.ts';

/** Checks what the engagement file decides beside source, orgs and mapping. */
export async function checkDecisions({ engagement, profile }: Config): Promise<Check[]> {
  const policy = policyOf({ engagement });
  const gates = [...fixedGates, 'exception', 'rollback'] as const;
  const { notices } = engagement;
  const kinds = notices ? { mail: notices.mail !== undefined, webhooks: notices.webhooks.length } : null;
  return [
    await check('gates.proofs', () =>
      judgeProofs(gates.filter((gate) => policy.roles[gate] && !needsProof(policy, gate))),
    ),
    await check('notices', () => judgeNotices(kinds)),
    await check('handoff.network-key', () =>
      judgeNetworkKey(credentialLists(profile), engagement.handoff?.network_key !== undefined),
    ),
    await check('limits.credit-floor', () => judgeFloor(engagement.limits.creditFloor)),
  ];
}

/** How many lists of credentials a profile has. */
const credentialLists = (profile: SourceProfile): number => Object.keys(profile.credentials).length;

/** Checks the number of rows, and whether staging has room for them. */
export const checkVolume = async (staging: StagingStore, rows: number): Promise<Check[]> => [
  await check('source.volume', () => judgeVolume(rows)),
  await check('staging.room', async () => judgeDisk('The staging folder', await staging.freeBytes(), rows)),
];
