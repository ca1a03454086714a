import type { EngagementStatus } from '../../schemas/engagement.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { LoadReport, PhaseReport, Receipt } from '../../schemas/report.ts';
import { agrees } from '../receivables.ts';

/** The most frequent remarks of a phase that are given; the answer of a worker has a limit. */
const mostRemarks = 20;

/** The counts of a load. Amounts are left out, because the sum of one record is its value; so are lists of records. */
export const describeLoadForSupport = (environment: string, load: LoadReport): JsonObject => ({
  ...{ environment, run: load.run, kind: load.kind, seconds: load.seconds, calls: load.calls, credits: load.credits },
  phases: load.modules.map(describePhase),
  verified: load.verify && {
    agrees: load.verify.agrees,
    scanned: { ...load.verify.scanned },
    modules: load.verify.modules.map((one) => ({ ...one })),
    money: load.verify.money.map((one) => ({
      ...{ module: one.module, field: one.field, agrees: one.agrees },
      ...{ different: one.different ?? null, unknown: one.unknown ?? null, hasSource: one.source !== null },
    })),
    periods: (load.verify.periods ?? []).map((one) => ({
      ...{ module: one.module, field: one.field, currency: one.currency, accounts: one.accounts, periods: one.periods },
      ...{ missing: one.missing.records, edited: one.edited.records, vanished: one.vanished.records },
      ...{ unknown: one.unknown, different: one.different },
    })),
  },
});

const describePhase = (report: PhaseReport): JsonObject => ({
  ...{ module: report.module, extracted: report.extracted, outcomes: { ...report.outcomes } },
  objects: report.objects.map(({ object, extracted, outcomes }) => ({ object, extracted, outcomes: { ...outcomes } })),
  ...{ destination: { ...report.destination }, custom: { ...report.custom } },
  stale: report.stale ? { ...report.stale } : null,
  totals: report.totals ? { ...report.totals } : null,
  receivables: (report.receivables ?? []).map((one) => ({
    ...{ currency: one.currency, accounts: one.accounts, records: one.records, missing: one.missing.records },
    ...{ different: one.different, misflagged: one.misflagged, unreadable: one.unreadable ?? 0, agrees: agrees(one) },
  })),
  reasons: report.reasons.map((one) => ({ ...one })),
  remarks: (report.remarks ?? []).slice(0, mostRemarks).map((one) => ({ ...one })),
  ...{ identityClosed: report.identityClosed, gaps: report.gaps },
  ...{
    seconds: report.seconds,
    recordsPerSecond: report.recordsPerSecond,
    calls: report.calls,
    credits: report.credits,
  },
});

/** What the guard did, without keys of records. */
export const describeReceipt = ({
  environment,
  run,
  scanned,
  known,
  withheld,
  suspicious,
  readBack,
  files,
}: Receipt): JsonObject => {
  const without = (found: Receipt['withheld']) =>
    found.map(({ object, field, rule, count }) => ({ object, field, rule, count }));
  return {
    ...{ environment, run, scanned: { ...scanned }, known: known.total, readBack: readBack && { ...readBack } },
    ...{ withheld: without(withheld), suspicious: without(suspicious), files: files ? { ...files } : null },
  };
};

/**
 * Where an engagement is, with roles in the place of people. Summaries are left out: they have amounts. So is what may name
 * people in its text, because only the ledger knows all names: results of steps, and reasons, which the refusals have.
 */
export const describeStatus = (now: EngagementStatus): JsonObject => ({
  ...{ engagement: now.engagement, state: now.state, paused: now.paused, lanes: now.lanes },
  step: now.stepIsResult ? null : now.step,
  run: now.run && { ...now.run },
  gate: now.gate && {
    ...{ gate: now.gate.gate, digest: now.gate.digest, roles: now.gate.roles, people: now.gate.people ?? null },
    writtenAt: now.gate.writtenAt ?? null,
    exceptions: now.gate.exceptions ? { ...now.gate.exceptions } : null,
    approvedBy: (now.gate.approvedBy ?? []).map(({ role }) => role),
    documents: now.gate.documents.map(({ name, digest }) => ({ name, digest })),
  },
  signOffs: now.signOffs.map(({ signOff, verdict, at, revokedAt }) => ({
    // Whoever was refused may have written anything as a role.
    role: verdict.counted ? signOff.role : null,
    ...{ gate: signOff.gate, decision: signOff.decision, digest: signOff.digest, at },
    ...{ counted: verdict.counted, revokedAt: revokedAt ?? null },
  })),
  refused: now.refused.map(({ message, at }) => ({ message, at })),
  rollbacks: (now.rollbacks ?? []).map((one) => ({
    ...{ environment: one.environment, runs: one.runs, modules: one.modules.map((module) => ({ ...module })) },
    ...{ left: one.left.length, isMeasured: one.measured !== null },
  })),
  staying: (now.staying ?? []).map((one) => ({ ...one })),
});
