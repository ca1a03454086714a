import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { codeOf } from '../../connectors/foreign-error.ts';
import { readServerFacts } from '../../connectors/ledger/server-facts.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { failed, passed, type Found } from '../../domain/preflight/found.ts';
import { judgeClock, judgeDatabase, judgeDisk, judgeMemory, judgeNode } from '../../domain/preflight/judge-worker.ts';
import type { Check } from '../../schemas/report.ts';
import { keyOf } from '../guard.ts';
import type { Config, Ports } from '../ports.ts';
import { check } from './check.ts';

/** Checks the machine of the worker, its folders, and the server of the ledger. */
export async function checkWorker(ports: Ports, { engagement }: Config): Promise<Check[]> {
  const { ledger, staging } = ports;
  const before = Date.now();
  const facts = await readServerFacts(ledger);
  // The server read its clock about in the middle of the question.
  const ahead = (before + Date.now()) / 2 - facts.now.getTime();
  return [
    await check('worker.node', () => judgeNode(process.version)),
    await check('worker.memory', () => judgeMemory(process.availableMemory())),
    await check('worker.clock', () => judgeClock(ahead, "the ledger's server")),
    await check('worker.secret', () => {
      keyOf(ports, engagement.slug);
      return passed('The worker has the secret for fingerprints of network identifiers.');
    }),
    await check('worker.temporary-folder', async () => {
      const { bavail, bsize } = await statfs(tmpdir());
      return judgeDisk('The folder for temporary files', bavail * bsize, 0);
    }),
    await check('staging.folder', () => checkStaging(staging, engagement.slug)),
    ...(await Promise.all(
      Object.entries(judgeDatabase(facts)).map(([name, found]) => check(`ledger.${name}`, () => found)),
    )),
  ];
}

/** Writes and removes a small file of its own: another preflight can run at the same time. */
async function checkStaging(staging: StagingStore, slug: string): Promise<Found> {
  const path = `${slug}/preflight-${randomUUID()}`;
  try {
    await staging.write(path, Readable.from(['']));
    await staging.remove([path]);
    return passed('The staging folder can be written.');
  } catch (error) {
    return failed(
      `The staging folder can't be written (${codeOf(error)}).`,
      "Let the worker's user write to the folder PORTAGE_STAGING.",
    );
  }
}
