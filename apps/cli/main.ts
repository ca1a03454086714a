#!/usr/bin/env node
import { stripVTControlCharacters } from 'node:util';
import { defineCommand, renderUsage, runCommand, type CommandDef } from 'citty';
import { exitCodes } from './failure.ts';
import { print, printFailure } from './print.ts';

type Commands = Record<string, () => Promise<CommandDef>>;

const subCommands: Commands = {
  init: () => import('./commands/init.ts').then((file) => file.init),
  preflight: () => import('./commands/preflight.ts').then((file) => file.preflight),
  propose: () => import('./commands/propose.ts').then((file) => file.propose),
  start: () => import('./commands/start.ts').then((file) => file.start),
  status: () => import('./commands/status.ts').then((file) => file.status),
  gates: () => import('./commands/gates.ts').then((file) => file.gates),
  sign: () => import('./commands/sign.ts').then((file) => file.sign),
  revoke: () => import('./commands/revoke.ts').then((file) => file.revoke),
  pause: () => import('./commands/pause.ts').then((file) => file.pause),
  resume: () => import('./commands/resume.ts').then((file) => file.resume),
  lanes: () => import('./commands/lanes.ts').then((file) => file.lanes),
  report: () => import('./commands/report.ts').then((file) => file.report),
  duplicates: () => import('./commands/duplicates.ts').then((file) => file.duplicates),
  exceptions: () => import('./commands/exceptions.ts').then((file) => file.exceptions),
  matches: () => import('./commands/matches.ts').then((file) => file.matches),
  schema: () => import('./commands/schema.ts').then((file) => file.schema),
  'spot-check': () => import('./commands/spot-check.ts').then((file) => file.spotCheck),
  cutover: () => import('./commands/cutover.ts').then((file) => file.cutover),
  documents: () => import('./commands/documents.ts').then((file) => file.documents),
  cancel: () => import('./commands/cancel.ts').then((file) => file.cancel),
  rollback: () => import('./commands/rollback.ts').then((file) => file.rollback),
  purge: () => import('./commands/purge.ts').then((file) => file.purge),
  trace: () => import('./commands/trace.ts').then((file) => file.trace),
  mapping: () => import('./commands/mapping.ts').then((file) => file.mapping),
  key: () => import('./commands/key.ts').then((file) => file.key),
  audit: () => import('./commands/audit.ts').then((file) => file.audit),
  export: () => import('./commands/export.ts').then((file) => file.exportCommand),
  import: () => import('./commands/import.ts').then((file) => file.importCommand),
  'support-bundle': () => import('./commands/support-bundle.ts').then((file) => file.supportBundle),
  extract: () => import('./commands/extract.ts').then((file) => file.extract),
  source: () => import('./commands/source.ts').then((file) => file.source),
};

const portage = defineCommand({
  meta: { name: 'portage', description: "Migrates a telecom operator's records from Digital BSS into Zoho CRM" },
  subCommands,
});

async function main(rawArgs: string[]): Promise<void> {
  if (rawArgs.length === 0 || rawArgs.includes('--help') || rawArgs.includes('-h')) {
    print(await usage(rawArgs));
    if (rawArgs.length === 0) process.exitCode = exitCodes.wrongUse;
    return;
  }
  try {
    await runCommand(portage, { rawArgs });
  } catch (error) {
    printFailure(error, rawArgs.includes('--debug'));
  }
}

/** The help of the command that the words name. */
async function usage(words: string[]): Promise<string> {
  let shown: CommandDef & { example?: string } = portage;
  let depth = 0;
  for (const word of words) {
    const next = (shown.subCommands as Commands | undefined)?.[word];
    if (!next) break;
    shown = await next();
    depth += 1;
  }
  const parent = ['portage', ...words].slice(0, depth).join(' ');
  const example = shown.example ? `\n\nEXAMPLE\n\n  ${shown.example}` : '';
  const text = `${await renderUsage(shown, { meta: { name: parent } })}${example}`;
  const lines = process.stdout.isTTY ? text : stripVTControlCharacters(text);
  return lines.replace(/[ ]+$/gm, '').trimEnd();
}

// A reader such as head may stop reading before everything is printed.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

await main(process.argv.slice(2));
