import { defineCommand, type ArgsDef, type CommandDef, type ParsedArgs } from 'citty';
import { wrongUse } from './failure.ts';

const commonArgs = {
  json: { type: 'boolean', description: 'Print JSON on stdout' },
  debug: { type: 'boolean', description: 'Print the stack of an error' },
} as const satisfies ArgsDef;

export interface CommandDetails<T extends ArgsDef> {
  name: string;
  description: string;
  /** One full example with long flags. */
  example: string;
  args: T;
  /** @param given the arguments as they were typed: `args` has only the last of a repeated option */
  run(args: ParsedArgs<T & typeof commonArgs>, given: string[]): Promise<void>;
}

export type Command = CommandDef & { example: string };

/** A subcommand with the flags that all commands have. It rejects unknown flags and arguments instead of ignoring them. */
export function command<const T extends ArgsDef>(details: CommandDetails<T>): Command {
  const { name, description, example, run } = details;
  const args = { ...details.args, ...commonArgs };
  const definition = defineCommand({
    meta: { name, description },
    args,
    run: (context) => {
      rejectUnknown(args, context.args);
      return run(context.args, context.rawArgs);
    },
  } satisfies CommandDef<T & typeof commonArgs>);
  return { ...(definition as unknown as CommandDef), example };
}

/** The values of an option that is a list: separated by commas, and in any number of options. */
export const listOption = (given: string[], name: string): string[] =>
  given
    .flatMap((word, place) => (word === `--${name}` ? [given[place + 1] ?? ''] : (word.split(`--${name}=`)[1] ?? [])))
    .flatMap((list) => list.split(','))
    .map((value) => value.trim());

function rejectUnknown(known: ArgsDef, given: { _: string[] } & Record<string, unknown>): void {
  // citty also gives `againstProposal` for --against-proposal.
  const names = new Set(
    Object.keys(known).flatMap((name) => [name, name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())]),
  );
  const flag = Object.keys(given).find((name) => name !== '_' && !names.has(name));
  if (flag !== undefined) throw wrongUse(`Unknown option --${flag}.`);
  const places = Object.values(known).filter((one) => one.type === 'positional').length;
  const extra = given._[places];
  if (extra !== undefined) throw wrongUse(`Unexpected argument "${extra}".`);
}
