import { readCredits } from '../connectors/ledger/credits.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { listProgress } from '../connectors/ledger/progress.ts';
import { traceRecord } from '../connectors/ledger/records.ts';
import { countStaying } from '../connectors/ledger/staying.ts';
import type { RollbackTarget } from '../schemas/engagement.ts';
import type { Inquiry } from '../schemas/inquiry.ts';
import type { EnvironmentRef } from '../schemas/refs.ts';
import { describeCutover } from './cutover.ts';
import { describeExceptions, describeRecords } from './describe-exceptions.ts';
import { describeMatches } from './match/describe-matches.ts';
import { shortenAudit } from '../domain/shorten-audit.ts';
import { exportDocuments } from './documents.ts';
import { describeEngagement } from './final-report.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { checkEngagement } from './preflight/preflight.ts';
import { writeProposal } from './proposal/write-proposal.ts';
import { describeSchema } from './schema/plan.ts';
import { keyFrom } from './key-from.ts';
import { describeErasure } from './purge.ts';
import { describeForSupport } from './support.ts';
import { verifyWithPack } from './verify-pack.ts';
import { describeRollback } from './rollback/rollback.ts';

/** Keeps the answer well below the 2 MB that Temporal passes on. */
const listedInAudit = 1_000;

/** Answers one question. It changes nothing in an engagement. */
export async function answerInquiry(
  ports: Ports,
  question: Inquiry,
  signal: AbortSignal,
  isRunning: (engagement: string) => Promise<boolean> = () => Promise.resolve(false),
): Promise<object> {
  const { ledger } = ports;
  switch (question.about) {
    case 'preflight':
      return checkEngagement(ports, await ports.readConfig(question.file));
    case 'propose':
      return writeProposal(ports, question, signal);
    case 'progress':
      return listProgress(ledger, question.engagement);
    case 'trace':
      return traceRecord(
        ledger,
        question.engagement,
        keyFrom(ports, await readEngagement(ledger, question.engagement), question.key),
      );
    case 'rollback':
      return describeRollback(ports, await readEngagement(ledger, question.engagement), question, signal);
    case 'export-documents':
      return exportDocuments(ports, await readEngagement(ledger, question.engagement), { xlsx: question.xlsx });
    case 'report':
      return describeEngagement(ports, await readEngagement(ledger, question.engagement));
    case 'exceptions':
      return describeExceptions(ports, question);
    case 'matches':
      return describeMatches(ports, question);
    case 'schema':
      return describeSchema(ports, await readEngagement(ledger, question.engagement), question);
    case 'spot-check':
      return describeRecords(ports, question.engagement);
    case 'cutover':
      return describeCutover(ports, await readEngagement(ledger, question.engagement));
    case 'credits':
      return readCredits(ledger, (await readEngagement(ledger, question.engagement)).engagement);
    case 'audit':
      return shortenAudit(await verifyWithPack(ledger, question.engagement, question.pack), listedInAudit);
    case 'support':
      return describeForSupport(ledger, question.engagement, { code: ports.codeVersion, settings: ports.settings });
    case 'staying':
      return countStaying(ledger, (await readEngagement(ledger, question.engagement)).engagement.slug);
    case 'erasure':
      return describeErasure(
        ports,
        await readEngagement(ledger, question.engagement),
        await isRunning(question.engagement),
      );
    case 'rollback-target':
      return rollbackTarget(await readEngagement(ledger, question.engagement), question);
  }
}

function rollbackTarget(stored: StoredEngagement, { engagement, environment }: EnvironmentRef): RollbackTarget {
  const { destination, limits } = stored.engagement;
  const { orgId } = destination[environment];
  return { engagement, environment, orgId, modules: stored.modules, lanes: limits.lanes };
}
