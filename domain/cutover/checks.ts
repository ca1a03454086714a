import type { BucketSums } from '../handoff/buckets.ts';
import { counted } from '../documents/markdown.ts';
import { apartTexts, type Apart } from '../documents/money-apart.ts';
import { isOfOneMoment, proofText, type OcsSnapshot } from '../documents/ocs-snapshot.ts';
import { quietText } from '../documents/quiet-check.ts';
import type { QuietVerdict } from '../quiet/judge.ts';
import { agrees } from '../receivables.ts';
import type { LoadReport, VerifyReport } from '../../schemas/report.ts';

/** What was measured in this cutover before people decide about the go-live. Null: it was not measured. */
export interface GoLiveFacts {
  quiet: QuietVerdict | null;
  snapshot: Pick<OcsSnapshot, 'proof' | 'sums'> | null;
  /** The loads of production that count, the deltas among them, in the order of their runs. */
  loads: LoadReport[];
  /** Exceptions of the newest load without a decision. */
  openExceptions: number;
}

/** One thing that was checked. `isGood` is null for what was not measured. */
export interface GoLiveCheck {
  what: string;
  isGood: boolean | null;
  detail: string;
}

const notMeasured = (what: string): GoLiveCheck => ({ what, isGood: null, detail: 'not measured' });

/** What was checked in this cutover, in the order of its steps. Nothing is stated that was not measured. */
export function goLiveChecks({ quiet, snapshot, loads, openExceptions }: GoLiveFacts): GoLiveCheck[] {
  const still = 'The source was still';
  return [
    quiet ? { what: still, isGood: quiet.isStill, detail: quietText(quiet) } : notMeasured(still),
    ...snapshotChecks(snapshot),
    ...loadChecks(loads),
    {
      what: 'Every exception has a decision',
      isGood: openExceptions === 0,
      detail: `${openExceptions.toLocaleString('en')} without a decision`,
    },
  ];
}

function snapshotChecks(snapshot: GoLiveFacts['snapshot']): GoLiveCheck[] {
  const [moment, sums] = ['The OCS buckets are of one moment', 'The OCS buckets close'];
  if (!snapshot) return [notMeasured(moment), notMeasured(sums)];
  const { proof } = snapshot;
  return [
    { what: moment, isGood: isOfOneMoment(proof), detail: proofText(proof) },
    snapshot.sums ? { what: sums, ...closing(snapshot.sums) } : notMeasured(sums),
  ];
}

function closing({ buckets, groups, unreadable }: BucketSums): Omit<GoLiveCheck, 'what'> {
  const open = groups.reduce((sum, one) => sum + one.open, 0);
  return {
    isGood: open === 0 && unreadable === 0,
    detail: `${counted(buckets, 'bucket')}: ${open.toLocaleString('en')} do not close, ${unreadable.toLocaleString('en')} can't be read`,
  };
}

function loadChecks(loads: LoadReport[]): GoLiveCheck[] {
  const phases = loads.flatMap(({ modules }) => modules);
  const reports = loads.flatMap(({ verify }) => verify ?? []);
  const unread = loads.filter((load) => !isReadBack(load));
  const [counts, fields, fees, byPeriod, owed] = [
    'The counts of each module agree',
    'Every field that was written was read back and agrees',
    'Money fields equal the source',
    'Money by account, currency and billing period equals the source',
    'Open amounts by account and currency equal the source',
  ];
  // Money is compared for the whole source in each load, so only the newest one says what is true in this cutover.
  const newest = loads.at(-1);
  const verified = newest && isReadBack(newest) ? newest.verify : null;
  const periods = verified?.periods ?? [];
  // A module of a cycle of lookups has two phases, and the later one counts.
  const open = [...new Map(newest?.modules.map((phase) => [phase.module, phase])).values()].flatMap(
    ({ module, receivables = [] }) => receivables.map((one) => ({ ...one, module })),
  );
  return [
    check(counts, phases, ({ identityClosed }) => identityClosed, 'count of a module', 'counts of modules'),
    unread.length > 0
      ? {
          what: fields,
          isGood: null,
          detail: `not measured in ${unread.map(({ run }) => run).join(', ')}`,
        }
      : check(fields, reports, (report) => report.agrees, 'load', 'loads'),
    moneyCheck(fees, verified?.money ?? []),
    withApart(
      check(byPeriod, periods, ({ different }) => different === 0, 'total'),
      periods,
    ),
    withApart(check(owed, open, agrees, 'currency', 'currencies'), open),
  ];
}

/** Only a field with a column in the source is compared with it. The others are named. */
function moneyCheck(what: string, money: VerifyReport['money']): GoLiveCheck {
  const compared = money.filter(({ source }) => source !== null);
  const others = money.filter(({ source }) => source === null).map(({ module, field }) => `${field} of ${module}`);
  const checked = check(what, compared, (one) => one.agrees, 'total');
  if (others.length === 0) return checked;
  return { ...checked, detail: `${checked.detail}; not compared with the source: ${others.join(', ')}` };
}

/** Whether each module of a load was read back. */
const isReadBack = ({ modules, verify }: LoadReport): boolean =>
  verify !== null && modules.every(({ module }) => verify.modules.some((one) => one.module === module));

/** The check with the money that is not the same in Zoho, although every account's sum is explained. */
const withApart = (checked: GoLiveCheck, all: Apart[]): GoLiveCheck => ({
  ...checked,
  detail: [checked.detail, ...apartTexts(all)].join('; '),
});

function check<One>(
  what: string,
  all: One[],
  isGood: (one: One) => boolean,
  one: string,
  several?: string,
): GoLiveCheck {
  if (all.length === 0) return notMeasured(what);
  const bad = all.filter((each) => !isGood(each)).length;
  return {
    what,
    isGood: bad === 0,
    detail: `${counted(all.length, one, several)}, ${bad.toLocaleString('en')} without agreement`,
  };
}
