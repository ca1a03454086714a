import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LaneInput } from '../../schemas/engagement.ts';
import { eventually } from './eventually.ts';
import type { StepsEngagement } from './steps.ts';

const script = fileURLToPath(new URL('./lane-process.ts', import.meta.url));

/** Starts a lane in a process of its own. */
function start({ databaseUrl, stagingFolder }: StepsEngagement, lane: LaneInput): ChildProcess {
  const args = ['--import', 'tsx', script, databaseUrl, stagingFolder, JSON.stringify(lane)];
  return spawn(process.execPath, args, { stdio: 'inherit', env: process.env });
}

/** Runs a lane in a process of its own, and kills that as soon as this has happened. */
export async function killLane(steps: StepsEngagement, lane: LaneInput, hasHappened: () => boolean): Promise<void> {
  const killed = start(steps, lane);
  const ended = once(killed, 'exit');
  await eventually(() => (hasHappened() ? true : undefined), 'the calls before the kill', 30_000);
  killed.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

/** Runs a lane in a process of its own to its end. */
export async function endLane(steps: StepsEngagement, lane: LaneInput): Promise<void> {
  expect(await once(start(steps, lane), 'exit')).toEqual([0, null]);
}
