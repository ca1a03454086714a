import type { Client } from '@temporalio/client';
import { counted } from '../../domain/documents/markdown.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';
import {
  exceptionKinds,
  type ActVerdict,
  type ExceptionChoice,
  type ExceptionKind,
  type ExceptionList,
  type RetryVerdict,
} from '../../schemas/exceptions.ts';
import { Environment, type Module } from '../../schemas/terms.ts';
import { ask } from './ask.ts';
import { exitCodes, wrongUse } from './failure.ts';
import { print, printJson } from './print.ts';

const kindNames: ExceptionKind[] = [...exceptionKinds];

/** Options that choose exceptions. */
export const choiceArgs = {
  environment: { type: 'string', description: 'sandbox or production; by default that of the newest load' },
  module: { type: 'string', description: 'Only exceptions of this module', valueHint: 'API name' },
  kind: { type: 'enum', options: kindNames, description: 'Only exceptions of this kind' },
  reason: { type: 'string', description: 'Only exceptions with exactly this reason, as the list shows it' },
} as const;

/** Options that name the person. */
export const personArgs = {
  as: { type: 'string', required: true, description: 'E-mail address of the person', valueHint: 'email' },
  role: { type: 'string', required: true, description: 'Role of the person' },
} as const;

/** The load whose spot check the person saw; another rehearsal draws other records. */
export const seenRunArg = {
  type: 'string',
  description: 'Load whose records you saw, as spot-check show names it; by default the newest',
  valueHint: 'run',
} as const;

interface Filter {
  module: Module | undefined;
  kind: ExceptionKind | undefined;
  reason: string | undefined;
}

/** The parts of a choice that were given, and the keys of `--record`. */
export function choiceOf({ module, kind, reason }: Filter, given: string[] = []): ExceptionChoice {
  const keys = recordsOf(given);
  return {
    ...(keys.length > 0 && { keys }),
    ...(module !== undefined && { module }),
    ...(kind !== undefined && { kind }),
    ...(reason !== undefined && { reason }),
  };
}

/** A key can have a comma, so each `--record` is one key. */
const recordsOf = (given: string[]): string[] =>
  given.flatMap((word, place) => (word === '--record' ? [given[place + 1] ?? ''] : (word.split('--record=')[1] ?? [])));

/**
 * The environment that an option names; undefined without one.
 *
 * @throws {CliError} if there is no such environment
 */
export function readEnvironment(text: string | undefined): Environment | undefined {
  if (text === undefined) return undefined;
  const { success, data } = Environment.safeParse(text);
  if (!success) throw wrongUse(`"${text}" is not an environment.`, 'Give sandbox or production.');
  return data;
}

/** The exceptions of the newest load, or of that in an environment, without records. */
export const readSums = (client: Client, engagement: string, environment?: Environment): Promise<ExceptionList> =>
  ask(client, {
    about: 'exceptions',
    engagement,
    ...(environment && { environment }),
    ...{ choice: {}, onlyOpen: true, after: '', most: 0 },
  });

/**
 * How many exceptions a person expects to decide about; null if it was not said.
 *
 * @throws {CliError} if it is no number, or records are named one by one
 */
export function readCount(text: string | undefined, { keys }: ExceptionChoice): number | null {
  if (text === undefined) return null;
  if (keys) throw wrongUse('--count does not go with --record.', 'Give --reason, or leave --count out.');
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw wrongUse(`"${text}" is not a number.`, 'Give the number that the list shows.');
  return Number(text);
}

/**
 * Makes sure that a choice is about as many exceptions as the person saw.
 *
 * @throws {CliError} if it is about others
 */
export async function checkCount(
  client: Client,
  engagement: string,
  { environment, choice, again }: { environment: Environment; choice: ExceptionChoice; again: boolean },
  expected: number,
): Promise<void> {
  const { reasons } = await ask(client, {
    ...{ about: 'exceptions', engagement, environment, choice, onlyOpen: !again, after: '', most: 0 },
  });
  const found = reasons.reduce((sum, one) => sum + (again ? one.count : one.open), 0);
  if (found === expected) return;
  throw wrongUse(
    `It would be about ${counted(found, 'exception')}, not ${expected}.`,
    'Read the list again, and narrow the choice with --module or --kind.',
  );
}

/**
 * A text that passes through Temporal, whose histories many people can read.
 *
 * @throws {CliError} if it looks like it has a network identifier
 */
export function checkText(name: string, text: string): string {
  if (createGuard({}).clean(name, text, 'mask').text === text) return text;
  throw wrongUse(
    `The ${name} seems to have a network identifier, which must not leave the operator.`,
    'Leave it out, or write the note in the console, where it stays in the ledger.',
  );
}

/** Prints the verdict on a message, and sets the exit code. */
export function printVerdict(
  verdict: ActVerdict | RetryVerdict,
  json: boolean | undefined,
  text: (count: number) => string,
): void {
  if (json) printJson(verdict);
  else print(verdict.counted ? text(verdict.count) : `Not counted: ${verdict.why}`);
  if (!verdict.counted) process.exitCode = exitCodes.failed;
}
