import type { EditionDays, ModuleCost } from '../../schemas/estimate.ts';
import { editions, usableEditions } from '../editions.ts';
import { isFile, isMail } from '../module-traits.ts';

/** Records that move into a module, and what is written of them. */
export interface ModuleVolume {
  module: string;
  records: number;
  /** They are written a second time, for custom fields and lookups within the module. */
  hasSecondPass: boolean;
  hasLines: boolean;
  /** Of files: those that go with e-mails. */
  onMails?: number;
}

/** docs: api-limits, v8 */
const recordsPerCall = 100;
const recordsPerCredit = 10;
const bulkRows = 25_000;
/** Of so many files, a verification downloads one. */
export const filesPerDownload = 20;
const bulkJobCredits = 500;
const bulkReadCredits = 50;
const bulkReadRows = 200_000;
/** Questions for the state of a bulk read, and its file. */
const bulkReadCalls = 6;
/** Lines of an order or invoice, as a rule of thumb. */
const linesPerRecord = 3;

/** Calls and credits of one load of a module and of its verification. */
export function costOf({ module, records, hasSecondPass, hasLines, onMails = 0 }: ModuleVolume): ModuleCost {
  if (isFile(module)) return costOfFiles(module, records, onMails);
  if (isMail(module)) return costOfMails(module, records);
  const passes = hasSecondPass ? 2 : 1;
  const [batches, jobs] = [Math.ceil(records / recordsPerCall), Math.ceil(records / bulkRows)];
  // A verification reads all lines of a module at once, however few they are.
  const lineReads = hasLines ? Math.ceil((records * linesPerRecord) / bulkReadRows) : 0;
  const reads = batches + lineReads * (bulkReadCalls + 1);
  const readCredits = batches + lineReads * (bulkReadCredits + bulkReadCalls);
  const bulkFiles = hasLines ? Math.ceil((records * (1 + linesPerRecord)) / bulkRows) : jobs;
  return {
    module,
    records,
    rest: {
      calls: passes * batches + reads,
      credits: passes * Math.ceil(records / recordsPerCredit) + readCredits,
    },
    bulkCredits: (bulkFiles + (passes - 1) * jobs) * bulkJobCredits + readCredits,
  };
}

/**
 * One call for each file. Verification asks for 100 at once, and downloads a sample. A file of an e-mail is read with it, for its
 * outcome, for the count and for the verification. Bulk jobs take no files.
 */
function costOfFiles(module: string, files: number, onMails: number): ModuleCost {
  const reads = Math.ceil(Math.max(0, files - onMails) / recordsPerCall) + 3 * Math.min(files, onMails);
  const calls = files + reads + Math.ceil(files / filesPerDownload);
  return { module, records: files, rest: { calls, credits: calls }, bulkCredits: calls };
}

/** One call adds an e-mail, one reads it back, and the list of its record counts it. Bulk jobs take no e-mails. */
function costOfMails(module: string, mails: number): ModuleCost {
  const calls = 3 * mails;
  return { module, records: mails, rest: { calls, credits: calls }, bulkCredits: calls };
}

/** Share of the credits that a load may use: the org's users and other integrations need the rest. */
const usable = 0.8;
/** Answers of Zoho in a second, for each lane: slow and fast. */
const callsPerSecond = { slow: 1, fast: 3 };
/** Repetitions and a second rehearsal. */
const highFactor = 1.4;
const secondsPerDay = 86_400;

/** Days of one load for each edition that Portage migrates to. */
export function daysByEdition(
  { calls, credits }: { calls: number; credits: number },
  { users, lanes }: { users: number; lanes: number },
): EditionDays[] {
  return usableEditions.map((edition) => {
    const { base, perUser, cap } = editions[edition]!.credits;
    const dailyCredits = Math.min(cap, base + perUser * users);
    const byCredits = credits / (usable * dailyCredits);
    const byCalls = (perSecond: number) => calls / (lanes * perSecond * secondsPerDay);
    return {
      edition,
      dailyCredits,
      days: {
        low: Math.max(byCredits, byCalls(callsPerSecond.fast)),
        high: Math.max(byCredits, byCalls(callsPerSecond.slow)) * highFactor,
      },
    };
  });
}
