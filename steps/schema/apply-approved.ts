import { ConnectorError } from '../../connectors/error.ts';
import { findEvidence } from '../../connectors/ledger/evidence.ts';
import { findRollback } from '../../connectors/ledger/rollback.ts';
import { listMessages, type BookedMessage } from '../../connectors/ledger/sign-offs.ts';
import { whyNotApply, type GateFacts } from '../../domain/schema-plan/approval.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { AppliedSchema } from '../../schemas/schema-plan.ts';
import { openGuardForTexts } from '../guard.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { changeOrg } from './apply.ts';

/**
 * Changes the schema of an org outside a load, as the load would, if its gate is approved. The changes are booked for the
 * engagement, so that a load goes on from them and a rollback undoes them.
 *
 * @throws ConnectorError `configuration` if the gate is not approved, or as `applySchema`; `fenced` during a rollback
 */
export async function applyApproved(
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
): Promise<AppliedSchema> {
  const why = whyNotApply(await readGate(ports, stored, ref));
  if (why !== null) throw new ConnectorError('configuration', `${why} Nothing was changed in ${ref.environment}.`);
  const guard = await openGuardForTexts(ports, stored);
  const { environment } = ref;
  return withZoho(ports, stored, { environment, phase: 'schema', guard }, (zoho) =>
    changeOrg(ports, stored, { ref, run: null, zoho }),
  );
}

async function readGate({ ledger }: Ports, stored: StoredEngagement, ref: EnvironmentRef): Promise<GateFacts> {
  const { engagement, environment } = ref;
  const gate = environment === 'sandbox' ? 'mapping' : 'production';
  const messages = (await listMessages(ledger, engagement)).filter(({ counted }) => counted);
  const last = messages.findLast((one) => one.gate === gate);
  const isDecided = last !== undefined && last.what !== 'revocation' && last.missing === 0;
  return {
    gate,
    decided: isDecided ? { decision: last.decision ?? '', at: last.at, mapping: await signedMapping(last) } : null,
    mapping: stored.mappingDigest,
    rolledBackAt: (await findRollback(ledger, ref))?.openedAt ?? null,
    isCancelled: messages.some(({ what }) => what === 'cancel request'),
  };

  /** The mapping that the evidence of a sign-off covers. */
  async function signedMapping({ digest }: BookedMessage): Promise<string | null> {
    const covered = digest === null ? null : await findEvidence(ledger, engagement, { gate, digest });
    return typeof covered?.['mapping'] === 'string' ? covered['mapping'] : null;
  }
}
