import { resolve } from 'node:path';
import { counted } from '../../../domain/documents/markdown.ts';
import type { PackCheck } from '../../../schemas/pack-check.ts';
import type { AuditReport } from '../../../schemas/report.ts';
import { verifyWithPack } from '../../../steps/verify-pack.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { exitCodes } from '../failure.ts';
import { ledgerOrWorkerOption, withLedger } from '../ledger.ts';
import { print, printInfo, printJson, printTable } from '../print.ts';

/** It can read the ledger itself, so that an auditor needs neither Temporal nor a worker, years later. */
export const auditVerify = command({
  name: 'verify',
  description:
    'Check the audit chain, judge every sign-off again with its proof, and compare an acceptance pack; it needs no identity provider',
  example: 'portage audit verify delta-telecom --ledger env:PORTAGE_LEDGER_URL',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    ledger: ledgerOrWorkerOption,
    pack: {
      type: 'string',
      description:
        'acceptance-pack.json, .html or .pdf, to compare it with the ledger; a worker reads it from the same path',
      valueHint: 'file',
    },
  },
  async run({ slug, ledger, pack: file, json }) {
    const engagement = readSlug(slug);
    const pack = file === undefined ? undefined : resolve(file);
    const report =
      ledger === undefined
        ? await withClient((client) => ask(client, { about: 'audit', engagement, ...(pack && { pack }) }))
        : await withLedger(ledger, (opened) => verifyWithPack(opened, engagement, pack));
    if (json) printJson(report);
    else show(report);
    if (!isClean(report)) process.exitCode = exitCodes.failed;
  },
});

const isClean = ({ entries, messages, problems, pack }: AuditReport): boolean =>
  entries > 0 &&
  problems.length === 0 &&
  messages.every(({ problem }) => problem === null) &&
  (pack?.differences.length ?? 0) === 0;

function show(report: AuditReport): void {
  const { engagement, entries, head, messages, unlisted = 0, problems, remarks, pack } = report;
  printTable(
    ['At', 'What', 'Gate', 'Decision', 'By', 'Counted', 'Proof', 'Checked again'],
    messages.map(({ at, what, gate, decision, by, counted: counts, proof, problem }) => [
      ...[at, what, gate ?? '', decision ?? '', by ?? '', counts ? 'yes' : 'no'],
      ...[proof, problem ?? 'agrees'],
    ]),
  );
  if (unlisted > 0) {
    printInfo(`${counted(unlisted, 'older message')} checked and not listed; --ledger lists all.`);
  }
  for (const problem of problems) printInfo(`! ${problem}`);
  for (const remark of remarks) printInfo(`Remark: ${remark}`);
  if (head) print(`\nLast entry: ${head.seq}, ${head.hash}`);
  if (pack) showPack(pack);
  if (entries === 0) return printInfo(`The ledger has no audit of ${engagement}.`);
  printInfo(
    isClean(report)
      ? `${counted(entries, 'entry', 'entries')} and ${counted(messages.length + unlisted, 'message')} agree.`
      : 'Not everything agrees. Somebody changed the ledger, a proof or the pack.',
  );
}

function showPack({ files, differences, unlisted }: PackCheck): void {
  print('');
  printTable(
    ['File of the pack', 'SHA-256', 'As the ledger has it'],
    files.map(({ name, digest, isLedgers }) => [name, digest, isLedgers ? 'yes' : 'NO']),
  );
  for (const { where, what } of differences) printInfo(`! ${where}: ${what}.`);
  if (unlisted > 0) printInfo(`! ${counted(unlisted, 'more difference')}.`);
}
