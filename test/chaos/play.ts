import type { EngagementStatus } from '../../schemas/engagement.ts';
import type { SignOff } from '../../schemas/sign-off.ts';
import { Missed } from './faults/carrier.ts';
import { carriers } from './faults/index.ts';
import { EngagementEnded, update } from './faults/messages.ts';
import { addEarlierRecords } from './earlier-records.ts';
import { checkEnd, checkLoaded, checkRolledBack } from './check/check.ts';
import { remember } from './faults/source.ts';
import { signerOf } from '../support/engagement.ts';
import { stages, type Fault, type Stage } from './schedule.ts';
import type { OrgStats, Site } from './site.ts';

/** What a fault came to: carried out in its moment, after the stage had ended, or not at all. */
export interface CarriedOut {
  fault: Fault;
  result: 'in time' | 'late' | 'missed';
  why?: string;
}

/** The gate before each stage, and who signs it. */
const gateBefore: Record<Exclude<Stage, 'discovery'>, { gate: string; by: string; role: string }> = {
  rehearsal: { gate: 'mapping', by: 'pat@northwind.example', role: 'product_manager' },
  restoration: { gate: 'rehearsal', by: 'fay@northwind.example', role: 'finance' },
  production: { gate: 'production', by: 'ada@northwind.example', role: 'admin' },
  delta: { gate: 'freeze', by: 'ned@northwind.example', role: 'network' },
  end: { gate: 'acceptance', by: 'fay@northwind.example', role: 'finance' },
};
const ended = ['closed', 'rejected', 'stopped', 'rolled back'];

/** Runs one engagement from start to end under its faults, and checks Zoho after each load and rollback. */
export async function play(site: Site): Promise<CarriedOut[]> {
  const done: CarriedOut[] = [];
  const carry = async (fault: Fault, result: CarriedOut['result']) => {
    site.current = fault;
    site.log(`${fault.number} ${fault.kind} in ${fault.stage}${result === 'late' ? ', late' : ''}`);
    try {
      await carriers[fault.kind](site, fault);
      done.push({ fault, result });
    } catch (error) {
      if (!(error instanceof Missed)) throw error;
      done.push({ fault, result: 'missed', why: error.message });
    }
  };
  const faultsIn = (stage: Stage, atGate: boolean) =>
    site.run.faults.filter((one) => one.stage === stage && (one.moment.at === 'gate') === atGate);

  await site.engagement.start();
  for (const stage of stages) {
    if (stage !== 'discovery') {
      if (stage === 'production') await addEarlierRecords(site);
      for (const fault of faultsIn(stage, true)) await carry(fault, 'in time');
      if (!site.isRolledBack) await signGate(site, gateBefore[stage]);
    }
    await playStage(site, stage, faultsIn(stage, false), carry);
    site.log(`${stage} has ended`);
    if (site.isSentBack && stage === 'restoration') {
      site.isSentBack = false;
      for (const again of ['rehearsal', 'restoration'] as const) {
        await checkStage(site, again === 'rehearsal' ? 'restoration' : 'rehearsal');
        await signGate(site, gateBefore[again]);
        await settled(site);
      }
    }
    await checkStage(site, stage);
    if (site.isRolledBack) break;
  }
  site.current = null;
  await checkEnd(site);
  return done;
}

/** Carries out the faults of a stage in their moments, and waits until the stage has ended. */
async function playStage(
  site: Site,
  stage: Stage,
  faults: Fault[],
  carry: (fault: Fault, result: CarriedOut['result']) => Promise<void>,
): Promise<void> {
  const environment = stage === 'production' || stage === 'delta' || stage === 'end' ? 'production' : 'sandbox';
  let from = await site.stats(environment);
  let passed = 0;
  for (const fault of faults) {
    site.current = fault;
    const wasRolledBack = site.isRolledBack;
    const isNow = await site.wait(async () => {
      // After a rollback was requested, no load goes on that a moment could count.
      const now = await site.stats(environment);
      if (isMoment(site.isRolledBack ? { at: 'calls', count: (passed + 1) * 8 } : fault.moment, from, now))
        return 'in time';
      return (await hasSettled(site)) ? 'late' : undefined;
    }, `the moment of the fault`);
    await carry(fault, isNow);
    if (site.isRolledBack) passed = wasRolledBack ? passed + 1 : 0;
    if (site.isRolledBack && !wasRolledBack) from = await site.stats(environment);
  }
  await settled(site);
}

function isMoment(moment: Fault['moment'], from: OrgStats, now: OrgStats): boolean {
  if (moment.at === 'gate') return true;
  if (moment.at === 'calls') return now.calls - from.calls >= moment.count;
  return (now.writes[moment.operation] ?? 0) - (from.writes[moment.operation] ?? 0) >= moment.count;
}

/** Waits until the stage has ended: at the next gate, or at the end of the engagement. */
async function settled(site: Site): Promise<EngagementStatus> {
  return site.wait(async () => (await hasSettled(site)) ?? undefined, 'the next gate or the end');
}

async function hasSettled(site: Site): Promise<EngagementStatus | null> {
  const status = await site.status();
  if (!status) return null;
  if (ended.includes(status.state)) return status;
  // A pause whose resume was lost would wait for ever.
  if (!status.gate) return null;
  const { gate } = status.gate;
  if (!gate.startsWith('exception')) {
    if (gate !== 'scope' && gate !== 'go-live') return site.isRolledBack ? null : status;
    if (!site.isRolledBack) await sign(site, status, { ...signerOf(status.gate), decision: 'approved' });
    return null;
  }
  site.exceptions.push(`${gate}: ${status.gate.summary}`);
  site.log(`  gate ${site.exceptions.at(-1)}`);
  await sign(site, status, { by: 'ada@northwind.example', role: 'admin', decision: decisionAt(site, gate, status) });
  return null;
}

/** The decision at an exception gate: as the run says for records that wait; a failed step runs again a few times. */
function decisionAt(site: Site, gate: string, { gate: open }: EngagementStatus): SignOff['decision'] {
  const times = site.exceptions.filter((one) => one.startsWith(`${gate}:`)).length;
  if (gate === 'exception:rollback')
    return times > 2 && site.isRolledBack ? 'rejected' : times > 2 ? 'approved' : 'changes-requested';
  if (gate === 'exception:delta') return 'changes-requested';
  if (gate === 'exception:verification') return 'approved';
  const isLeft = /pending|rejected|stopped|failed/i.test(open?.summary ?? '');
  return isLeft && times < 5 ? 'changes-requested' : times < 3 ? site.run.decision : 'approved';
}

async function signGate(site: Site, { gate, by, role }: { gate: string; by: string; role: string }): Promise<void> {
  const status = await site.wait(async () => {
    const seen = await site.status();
    return seen && (seen.gate?.gate === gate || ended.includes(seen.state) || isBehind(seen, gate)) ? seen : undefined;
  }, `the gate ${gate}`);
  if (status.gate?.gate !== gate) return;
  const decision = gate === 'rehearsal' && site.isSentBack ? 'changes-requested' : 'approved';
  await sign(site, status, { by, role, decision });
}

/** A repeated sign-off has decided the gate already. */
const isBehind = ({ signOffs }: EngagementStatus, gate: string): boolean => {
  const last = signOffs.findLast(({ verdict }) => verdict.counted);
  return last?.signOff.gate === gate;
};

async function sign(
  site: Site,
  { gate }: EngagementStatus,
  { by, role, decision }: Pick<SignOff, 'by' | 'role' | 'decision'>,
): Promise<void> {
  if (!gate) return;
  const signOff = { gate: gate.gate, decision, by, role, digest: gate.digest };
  const verdict = await update(site, 'signOff', [signOff]).catch((error: unknown) => {
    if (error instanceof EngagementEnded) return { counted: true };
    throw error;
  });
  const { counted } = verdict as { counted: boolean };
  // Evidence may have changed meanwhile; the gate is signed again when it is seen again.
  if (!counted) await site.wait(async () => (await site.status()) ?? undefined, 'the status');
}

async function checkStage(site: Site, stage: Stage): Promise<void> {
  if (site.isRolledBack) return checkRolledBack(site, 'production');
  if (stage === 'rehearsal') {
    site.extracted = await site.source();
    await remember(site);
    await checkLoaded(site, 'sandbox', site.extracted);
  }
  if (stage === 'restoration') await checkRolledBack(site, 'sandbox');
  if (stage === 'production') await checkLoaded(site, 'production', site.extracted ?? site.original);
  if (stage === 'delta') await checkLoaded(site, 'production', await site.source());
}
