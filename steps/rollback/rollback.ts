import type { Ledger } from '../../connectors/ledger/database.ts';
import {
  closeRollback,
  countItems,
  findRollback,
  listLeftovers,
  type ItemCount,
  type Leftover,
} from '../../connectors/ledger/rollback.ts';
import { planRollback, type RollbackPlan } from '../../connectors/ledger/rollback-plan.ts';
import { listLiveRuns } from '../../connectors/ledger/runs.ts';
import { countSchemaChanges } from '../../connectors/ledger/schema-changes.ts';
import { rollbackDocument } from '../../domain/documents/rollback.ts';
import { countModules } from '../../domain/rollback-report.ts';
import type { RollbackReport } from '../../schemas/engagement.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import { writeDocument } from '../documents.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { closeEnvironment } from './close.ts';
import { predictFields } from './fields.ts';
import { describeRemovedLocks, predictLocks } from './locks.ts';
import { surveyRecords } from './survey-records.ts';

/** Most records that a document lists, and that a workflow passes on. */
const listedInDocument = 1_000;
const listedInResult = 20;

const brief = (report: RollbackReport): RollbackReport => ({ ...report, left: report.left.slice(0, listedInResult) });

/** What a rollback would do now. It reads Zoho and changes nothing. */
export const describeRollback = async (
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
  signal: AbortSignal,
): Promise<RollbackReport> => brief(await preview(ports, stored, ref, signal, () => Promise.resolve()));

/**
 * Decides what the rollback does with each record, and stores it as the work list of the rollback. A work list of an earlier
 * attempt is closed. The caller has waited until the last request of the loads has arrived.
 */
export async function previewRollback(
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
  signal: AbortSignal,
): Promise<RollbackReport> {
  await closeEnvironment(ports, stored, ref);
  const report = await preview(ports, stored, ref, signal, (plan) => plan.store());
  const { environment } = ref;
  const about = { kind: 'rollback-preview', environment, title: `rollback-preview-${environment}` } as const;
  await writeDocument(ports, stored, about, rollbackDocument(report, 'preview'), report);
  return brief(report);
}

const preview = (
  ports: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
  signal: AbortSignal,
  end: (plan: RollbackPlan) => Promise<void>,
): Promise<RollbackReport> =>
  withZoho(ports, stored, { ...ref, phase: 'rollback' }, (zoho) =>
    planRollback(ports.ledger, ref, async (plan) => {
      const keyField = stored.mapping.key;
      const { notAsked } = await surveyRecords(zoho, plan, keyField, signal);
      const { items, left } = await plan.count(listedInDocument);
      const modules = countModules(plan.modules, items);
      const fields = await predictFields(ports.ledger, zoho, ref, keyField, modules);
      const locks = await predictLocks(ports, zoho, ref);
      const runs = (await listLiveRuns(ports.ledger, ref)).map((run) => run.run);
      await end(plan);
      return { ...ref, runs, modules, fields, locks, left, notAsked, loading: plan.loading, measured: null };
    }),
  );

/** Writes the rollback document, and marks the loads as rolled back if nothing of them is left. */
export async function endRollback(
  { ledger, ...ports }: Ports,
  stored: StoredEngagement,
  ref: EnvironmentRef,
): Promise<RollbackReport> {
  const { engagement, environment } = ref;
  const runs = (await listLiveRuns(ledger, ref)).map((run) => run.run);
  const rollback = await findRollback(ledger, ref);
  const { items, left } = rollback ? await readList(ledger, rollback.id) : { items: [], left: [] };
  const changes = await countSchemaChanges(ledger, ref, rollback?.openedAt ?? null);
  const report: RollbackReport = {
    ...{ engagement, environment, runs, left, notAsked: [] },
    modules: countModules(modulesOf(items), items),
    fields: changes.map(({ module, present, removed, kept }) => ({ module, toRemove: present, removed, kept })),
    locks: await describeRemovedLocks({ ledger }, ref, rollback?.openedAt ?? null),
    measured: rollback?.measured ?? null,
  };
  const about = { kind: 'rollback', environment, title: `rollback-${environment}` } as const;
  await writeDocument({ ledger, ...ports }, stored, about, rollbackDocument(report, 'done'), report);
  if (rollback) await closeRollback(ledger, rollback);
  return brief(report);
}

const readList = (ledger: Ledger, run: number): Promise<{ items: ItemCount[]; left: Leftover[] }> =>
  ledger.withClient(async (client) => ({
    items: await countItems(client, 'rollback_item', run),
    left: await listLeftovers(client, 'rollback_item', listedInDocument, run),
  }));

const modulesOf = (items: ItemCount[]): Module[] => [...new Set(items.map(({ module }) => module))];
