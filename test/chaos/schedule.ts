import { randomFor, type Random } from '../../emulators/bss/random.ts';

/** The parts of an engagement between two gates, in their order. A fault occurs in one of them. */
export const stages = ['discovery', 'rehearsal', 'restoration', 'production', 'delta', 'end'] as const;
export type Stage = (typeof stages)[number];

/** How often a kind is drawn, and the stages in which it can occur. Each stage is named as often as it should be drawn. */
interface Kind {
  weight: number;
  stages: readonly Stage[];
  /** It occurs while the gate before the stage is open. */
  atGate?: boolean;
}

const anywhere = ['discovery', 'rehearsal', 'rehearsal', 'restoration', 'production', 'production', 'delta'] as const;
const calls = ['rehearsal', 'rehearsal', 'restoration', 'production', 'production', 'delta', 'delta'] as const;
const gates = ['rehearsal', 'restoration', 'production', 'delta', 'end'] as const;

export const families = {
  kills: {
    'kill-worker': { weight: 5, stages: anywhere },
    'stop-worker': { weight: 1, stages: anywhere },
    'kill-temporal': { weight: 2, stages: anywhere },
    'kill-postgres': { weight: 2, stages: anywhere },
  },
  replies: {
    'lost-reply': { weight: 4, stages: calls },
    'refused-connection': { weight: 2, stages: calls },
    'broken-reply': { weight: 3, stages: calls },
  },
  storms: {
    'too-many-calls': { weight: 3, stages: calls },
    'server-error': { weight: 2, stages: calls },
    'bad-gateway': { weight: 2, stages: calls },
    unavailable: { weight: 2, stages: calls },
    'expired-token': { weight: 2, stages: calls },
    'slow-calls': { weight: 1, stages: calls },
  },
  controls: {
    pause: { weight: 3, stages: ['rehearsal', 'production', 'production', 'delta'] },
    lanes: { weight: 3, stages: ['rehearsal', 'production', 'production', 'delta'] },
  },
  messages: {
    'malformed-sign-off': { weight: 1, stages: gates, atGate: true },
    'stale-sign-off': { weight: 1, stages: gates, atGate: true },
    'sign-off-by-stranger': { weight: 1, stages: gates, atGate: true },
    'sign-off-for-another-gate': { weight: 1, stages: gates, atGate: true },
    'repeated-sign-off': { weight: 1, stages: ['rehearsal', 'production', 'delta'], atGate: true },
    'unknown-signal': { weight: 1, stages: anywhere },
    'wrong-lanes': { weight: 1, stages: ['rehearsal', 'production', 'delta'] },
    'refused-rollback': { weight: 1, stages: ['rehearsal', 'production', 'delta'] },
  },
  people: {
    'edit-record': { weight: 4, stages: ['production', 'delta', 'delta', 'end'] },
    'delete-record': { weight: 1, stages: ['delta', 'end'], atGate: true },
    'add-record': { weight: 2, stages: ['production', 'delta', 'end'], atGate: true },
  },
  source: {
    'change-field': { weight: 3, stages: ['production', 'delta'] },
    'empty-field': { weight: 2, stages: ['production', 'delta'] },
    'change-lines': { weight: 3, stages: ['production', 'delta'] },
    'add-account': { weight: 2, stages: ['production', 'delta'] },
    'delete-invoice': { weight: 1, stages: ['production', 'delta'] },
    'delete-order': { weight: 1, stages: ['production', 'delta'] },
    'delete-subscriber': { weight: 1, stages: ['production', 'delta'] },
    'delete-account': { weight: 1, stages: ['production', 'delta'] },
    'turn-into-business': { weight: 1, stages: ['production', 'delta'] },
    'make-duplicate': { weight: 1, stages: ['production', 'delta'] },
    'end-duplicate': { weight: 1, stages: ['production', 'delta'] },
    'late-parent': { weight: 1, stages: ['production', 'delta'] },
    'change-parent': { weight: 1, stages: ['production', 'delta'] },
  },
  flow: {
    'send-back': { weight: 1, stages: ['restoration'], atGate: true },
    rollback: { weight: 0, stages: ['production', 'delta', 'end'] },
  },
} as const satisfies Record<string, Record<string, Kind>>;

export type Family = keyof typeof families;
type KindsOf<F> = F extends unknown ? keyof F : never;
export type FaultKind = KindsOf<(typeof families)[Family]>;

const kinds = new Map<FaultKind, Kind & { family: Family }>(
  (Object.keys(families) as Family[]).flatMap((family) =>
    Object.entries(families[family] as Record<string, Kind>).map(
      ([name, kind]) => [name as FaultKind, { ...kind, family }] as const,
    ),
  ),
);
export const faultKinds = [...kinds.keys()];
export const familyOf = (kind: FaultKind): Family => kinds.get(kind)?.family ?? 'flow';

const loaded = ['Accounts', 'Contacts', 'Products', 'Sales_Orders', 'Invoices'] as const;

/**
 * When a fault occurs: while the gate before its stage is open; when a count of the org's writes in the stage reaches a
 * number, such as `Contacts.insert`; or when the org's calls in the stage do.
 */
export type Moment =
  { at: 'gate' } | { at: 'writes'; operation: string; count: number } | { at: 'calls'; count: number };

export interface Fault {
  /** From 1, over all runs. */
  number: number;
  kind: FaultKind;
  stage: Stage;
  moment: Moment;
  /** From 0 up to 1: decides which row, record or variant. */
  pick: number;
  /** From 1 to 10: how much. */
  size: number;
}

/** One engagement with its faults. */
export interface Run {
  number: number;
  /** Seed of the operator. */
  operator: number;
  accounts: number;
  lanes: number;
  /** Milliseconds of each call to Zoho. */
  latencyMs: number;
  conflicts: 'source' | 'zoho' | 'ask';
  vanished: 'keep' | 'delete';
  /** Decision at the exception gate of a module whose records wait for a decision. */
  decision: 'approved' | 'changes-requested';
  faults: Fault[];
}

export interface ScheduleOptions {
  seed: number;
  faults: number;
  faultsPerRun?: number;
  accounts?: number;
  /** The families to draw from. Default: all. */
  only?: readonly Family[];
  /** Milliseconds of each call to Zoho, one for each run. A slow call gives faults more time. */
  latencies?: readonly number[];
}

/** The ways in which runs end in turn: accepted, or rolled back in a stage. */
const endings = ['accept', 'production', 'end', 'delta'] as const;

/** A list of engagements with random faults. The same options give the same list. */
export function scheduleOf(options: ScheduleOptions): Run[] {
  const { seed, faults, faultsPerRun = 40, accounts = 60, only = Object.keys(families) as Family[] } = options;
  const { latencies = [40, 80, 150] } = options;
  const deal = createDeck(seed, only);
  const count = Math.max(1, Math.ceil(faults / faultsPerRun));
  const runs: Run[] = [];
  let number = 0;
  for (let place = 0; place < count; place += 1) {
    const random = randomFor(seed, 'chaos-run', place);
    const size = Math.floor(((place + 1) * faults) / count) - Math.floor((place * faults) / count);
    const last = only.includes('flow') ? (endings[(seed + place) % endings.length] ?? 'accept') : 'accept';
    const allowed = last === 'production' ? stages.slice(0, 4) : last === 'delta' ? stages.slice(0, 5) : stages;
    const own: Omit<Fault, 'number'>[] = last === 'accept' ? [] : [rollbackIn(last, random)];
    while (own.length < size) {
      const next = faultOf(deal(), allowed, random);
      if (next && (next.kind !== 'send-back' || !own.some(({ kind }) => kind === 'send-back'))) own.push(next);
    }
    runs.push({
      number: place + 1,
      operator: random.between(1, 1_000_000),
      accounts,
      lanes: random.pick([1, 2, 4, 10]),
      latencyMs: random.pick(latencies),
      conflicts: random.pick(['source', 'zoho', 'ask']),
      vanished: random.pick(['keep', 'delete']),
      decision: random.pick(['approved', 'changes-requested']),
      faults: own.sort(inOrder).map((one) => ({ number: (number += 1), ...one })),
    });
  }
  return runs;
}

/** Deals kinds like cards: each kind as often as its weight, before any of them comes again. */
function createDeck(seed: number, only: readonly Family[]): () => FaultKind {
  const random = randomFor(seed, 'chaos-deck', 0);
  let left: FaultKind[] = [];
  return () => {
    if (left.length === 0) {
      const cards = [...kinds].filter(([, { family }]) => only.includes(family));
      left = cards.flatMap(([kind, { weight }]) => Array.from({ length: weight }, () => kind));
    }
    const [card] = left.splice(random.between(0, left.length - 1), 1);
    if (card === undefined) throw new Error('There is no kind of fault to draw.');
    return card;
  };
}

const rollbackIn = (stage: 'production' | 'delta' | 'end', random: Random): Omit<Fault, 'number'> => ({
  kind: 'rollback',
  stage,
  moment: stage === 'end' ? { at: 'gate' } : momentIn(stage, random),
  pick: random.between(0, 999) / 1_000,
  size: random.between(1, 10),
});

/** A fault of a kind; null if the kind can't occur in the stages of the run. */
function faultOf(kind: FaultKind, allowed: readonly Stage[], random: Random): Omit<Fault, 'number'> | null {
  const { stages: possible, atGate } = kinds.get(kind) as Kind;
  const inRun = possible.filter((stage) => allowed.includes(stage));
  if (inRun.length === 0) return null;
  const stage = random.pick(inRun);
  const waits = atGate === true || stage === 'end' || (familyOf(kind) === 'source' && random.chance(0.6));
  return {
    kind,
    stage,
    moment: waits ? { at: 'gate' } : momentIn(stage, random),
    pick: random.between(0, 999) / 1_000,
    size: random.between(1, 10),
  };
}

function momentIn(stage: Stage, random: Random): Moment {
  if (stage === 'discovery') return { at: 'calls', count: random.between(1, 5) };
  if (stage !== 'rehearsal' && stage !== 'production') return { at: 'calls', count: random.between(1, 40) };
  const operation = `${random.pick(loaded)}.${random.pick(['insert', 'insert', 'update'])}`;
  return { at: 'writes', operation, count: random.between(1, 60) };
}

/** By stage, then by moment: a fault is waited for after the one before it. */
function inOrder(a: Omit<Fault, 'number'>, b: Omit<Fault, 'number'>): number {
  return stages.indexOf(a.stage) - stages.indexOf(b.stage) || placeOf(a) - placeOf(b);
}

function placeOf({ kind, moment }: Omit<Fault, 'number'>): number {
  // At a gate, the decision comes last.
  if (moment.at === 'gate') return kind === 'send-back' || kind === 'repeated-sign-off' || kind === 'rollback' ? 0 : -1;
  if (moment.at === 'calls') return moment.count;
  const [module = '', operation] = moment.operation.split('.');
  return loaded.findIndex((one) => one === module) * 1_000 + (operation === 'update' ? 500 : 0) + moment.count;
}
