import { defineCommand, type ArgsDef, type CommandDef, type ParsedArgs } from 'citty';
import { wrongUse } from './failure.ts';

const commonArgs = {
  json: { type: 'boolean', description: 'Print JSON on stdout' },
  debug: { type: 'boolean', description: 'Print the stack of an error' },
} as const satisfies ArgsDef;

export interface Verb<T extends ArgsDef> {
  name: string;
  description: string;
  /** One full example with long flags. */
  example: string;
  args: T;
  run(args: ParsedArgs<T & typeof commonArgs>): Promise<void>;
}

export type Command = CommandDef & { example: string };

/** A subcommand with the flags that all have; a flag or a word that it doesn't know is refused, not passed over. */
export function command<const T extends ArgsDef>(verb: Verb<T>): Command {
  const { name, description, example, run } = verb;
  const args = { ...verb.args, ...commonArgs };
  const definition = defineCommand({
    meta: { name, description },
    args,
    run: (context) => {
      refuseUnknown(args, context.args);
      return run(context.args);
    },
  } satisfies CommandDef<T & typeof commonArgs>);
  return { ...(definition as unknown as CommandDef), example };
}

function refuseUnknown(known: ArgsDef, given: { _: string[] } & Record<string, unknown>): void {
  const flag = Object.keys(given).find((name) => name !== '_' && !(name in known));
  if (flag !== undefined) throw wrongUse(`There is no option --${flag}.`);
  const places = Object.values(known).filter((one) => one.type === 'positional').length;
  const extra = given._[places];
  if (extra !== undefined) throw wrongUse(`"${extra}" is one word too many.`);
}
