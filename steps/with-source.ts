import type { Source } from '../connectors/bss/port.ts';
import type { Config, Ports } from './ports.ts';

/** Opens the engagement's source for `work`, and closes it afterwards, also after an error. */
export async function withSource<T>(
  { openSource }: Pick<Ports, 'openSource'>,
  config: Config,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  const source = openSource(config);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}
