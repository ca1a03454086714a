import { availableParallelism } from 'node:os';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import { sectionWork, type SectionWork } from './section-work.ts';

export interface Workers {
  /** Sections that should be under way at the same time. */
  atOnce: number;
  run<Name extends keyof SectionWork>(
    name: Name,
    task: SectionWork[Name]['task'],
  ): Promise<SectionWork[Name]['result']>;
}

/** Works in the thread of the caller: a few rows are done before a thread has started. */
export const here: Workers = {
  atOnce: 1,
  // A promise, so that an error of the work rejects and others get their turn.
  run: (name, task) => Promise.resolve().then(() => sectionWork[name](task)),
};

/** Each thread needs about 60 MB, and a worker has 350 MB. */
const mostThreads = 4;
const idleMs = 1_000;

let pool: Piscina | null = null;

/** One thread for each core, for all engagements of this process. They end when nothing is to do. */
export function threads(): Workers {
  const maxThreads = Math.min(availableParallelism(), mostThreads);
  pool ??= openPool(maxThreads);
  const { run } = pool;
  return {
    atOnce: maxThreads + 1,
    run: (name, task) =>
      run.call(pool, task, { name, transferList: [task.csv.buffer as ArrayBuffer] }) as Promise<never>,
  };
}

/** tsx does not start by itself in a thread. */
function compilerInThread(): string {
  const manifest = createRequire(import.meta.url).resolve('tsx/package.json');
  const api = new URL('dist/esm/api/index.mjs', pathToFileURL(manifest)).href;
  return `data:text/javascript,${encodeURIComponent(`import { register } from ${JSON.stringify(api)}; register();`)}`;
}

function openPool(maxThreads: number): Piscina {
  const isSource = import.meta.url.endsWith('.ts');
  const opened = new Piscina({
    filename: fileURLToPath(new URL(`./thread.${isSource ? 'ts' : 'js'}`, import.meta.url)),
    execArgv: isSource ? ['--import', compilerInThread()] : [],
    minThreads: 0,
    maxThreads,
    idleTimeout: idleMs,
    resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 },
  });
  // The work of a thread that ends is rejected. Without a listener, the process would end as well.
  opened.on('error', () => undefined);
  return opened;
}
