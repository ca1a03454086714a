import { ConnectorError } from '../../connectors/error.ts';
import { readDocument } from '../../connectors/ledger/documents.ts';
import { listLiveRuns } from '../../connectors/ledger/runs.ts';
import {
  checkText,
  schemaCheckDocument,
  unmeasuredDocument,
  unmeasuredText,
  type SchemaCheck,
} from '../../domain/documents/schema-plan.ts';
import { changesOf } from '../../domain/schema-plan/state.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { SchemaPlan } from '../../schemas/schema-plan.ts';
import type { DocumentRef } from '../../schemas/sign-off.ts';
import type { Environment } from '../../schemas/terms.ts';
import { writeDocument } from '../documents.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { describeSchema, schemaPlanName } from './plan.ts';

/** Errors that stay until somebody acts. Others are repeated by the caller. */
const lasting = new Set<ConnectorError['kind']>(['forbidden', 'not-found', 'contract', 'configuration']);

/**
 * Compares an org with the plan and writes the document about it, before a gate opens: after a load with the plan itself,
 * before with the plan that people saw at the gate `mapping`. A document says so, too, if the org can't be read.
 *
 * @returns the sentence for the gate
 */
export async function measureSchema(
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
): Promise<{ text: string }> {
  const { environment } = ref;
  const about = { kind: 'schema-check', environment, title: `schema-check-${environment}` } as const;
  try {
    const check = await checkSchema(ports, stored, ref);
    const text = checkText(check);
    await writeDocument(ports, stored, about, schemaCheckDocument(check), { text, ...check });
    return { text };
  } catch (error) {
    if (!(error instanceof ConnectorError) || !lasting.has(error.kind)) throw error;
    const text = unmeasuredText(environment, error.message);
    await writeDocument(ports, stored, about, unmeasuredDocument(environment, error.message), { text });
    return { text };
  }
}

async function checkSchema(ports: Ports, stored: StoredEngagement, ref: EnvironmentRef): Promise<SchemaCheck> {
  const state = await describeSchema(ports, stored, ref);
  const isLoaded = (await listLiveRuns(ports.ledger, ref)).length > 0;
  const before = isLoaded ? null : await readPlan(ports, ref);
  return { state, isLoaded, changes: before && changesOf(before, state) };
}

/** The plan that people saw at the gate `mapping`; null if an earlier version of Portage wrote none. */
async function readPlan({ ledger }: Ports, { engagement, environment }: EnvironmentRef): Promise<SchemaPlan | null> {
  const document = await readDocument(ledger, engagement, { name: schemaPlanName });
  const plans = document?.body ? (JSON.parse(document.body) as SchemaPlan[]) : [];
  return plans.find((plan) => plan.environment === environment) ?? null;
}

/** The sentence for a gate about an org. @param documents those of the gate, which have the measurement if there is one */
export async function readMeasured(
  { ledger }: Pick<Ports, 'ledger'>,
  slug: string,
  environment: Environment,
  documents: Pick<DocumentRef, 'name'>[],
): Promise<string> {
  const name = `schema-check-${environment}.json`;
  const document = documents.some((one) => one.name === name) ? await readDocument(ledger, slug, { name }) : null;
  return document?.body
    ? (JSON.parse(document.body) as { text: string }).text
    : unmeasuredText(environment, 'there is no measurement.');
}
