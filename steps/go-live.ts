import { readDocument } from '../connectors/ledger/documents.ts';
import { sumExceptions } from '../connectors/ledger/exceptions.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import { goLiveChecks } from '../domain/cutover/checks.ts';
import { goLiveDocument } from '../domain/documents/go-live.ts';
import type { OcsSnapshot } from '../domain/documents/ocs-snapshot.ts';
import type { QuietCheck } from '../domain/documents/quiet-check.ts';
import { writeDocument } from './documents.ts';
import { describeLoad } from './final-report.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** Writes what was checked in this cutover, as evidence of the gate go-live. It measures nothing itself. */
export async function prepareGoLive(ports: Ports, stored: StoredEngagement): Promise<{ bad: number }> {
  const { ledger } = ports;
  const { slug, customer } = stored.engagement;
  const runs = (await listRuns(ledger, slug)).filter(
    ({ environment, state }) => environment === 'production' && state !== 'rolled-back',
  );
  const newest = runs.at(-1);
  const checks = goLiveChecks({
    quiet: await readData<QuietCheck>(ports, slug, 'quiet-check.json'),
    snapshot: await readData<OcsSnapshot>(ports, slug, 'billing/ocs-snapshot.json'),
    loads: await Promise.all(runs.map((run) => describeLoad(ports, run))),
    openExceptions: newest ? (await sumExceptions(ledger, newest)).open : 0,
  });
  const markdown = goLiveDocument({ engagement: slug, customer }, checks);
  await writeDocument(ports, stored, { kind: 'go-live' }, markdown, { checks });
  return { bad: checks.filter(({ isGood }) => isGood === false).length };
}

async function readData<Data>({ ledger }: Pick<Ports, 'ledger'>, slug: string, name: string): Promise<Data | null> {
  const document = await readDocument(ledger, slug, { name });
  return document?.body ? (JSON.parse(document.body) as Data) : null;
}
