import type { Source } from '../connectors/bss/port.ts';
import type { Config, Ports } from './ports.ts';

/** Lends the engagement's source, and closes it also after an error. */
export async function withSource<T>(
  { openSource }: Ports,
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
