import { once } from 'node:events';
import { relative } from 'node:path';
import { devDirectory, setStage, type Stage } from '../demo/stage.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!stopping.signal.aborted) say('Stopping everything …');
    stopping.abort();
  });
}

try {
  const stage = await setStage({ size: 'small', say, signal: stopping.signal, directory: devDirectory });
  try {
    say(thingsToDo(stage));
    if (!stopping.signal.aborted) await Promise.race([once(stopping.signal, 'abort'), stage.broken]);
  } finally {
    stage.broken.catch(() => {});
    await stage.stop();
  }
} catch (error) {
  if (!stopping.signal.aborted) {
    say(`dev: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function thingsToDo({ address, namespace, uiUrl, engagementFile }: Stage): string {
  return [
    '',
    `Temporal UI     ${uiUrl}`,
    `Temporal        TEMPORAL_ADDRESS=${address} TEMPORAL_NAMESPACE=${namespace}`,
    `An engagement   npm run portage -- start ${relative(process.cwd(), engagementFile)}`,
    'Ctrl-C ends everything.',
  ].join('\n');
}
