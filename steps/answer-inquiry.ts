import { readCredits } from '../connectors/ledger/credits.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { listProgress } from '../connectors/ledger/phases.ts';
import { traceRecord } from '../connectors/ledger/records.ts';
import type { RollbackTarget } from '../schemas/engagement.ts';
import type { Inquiry } from '../schemas/inquiry.ts';
import type { EnvironmentRef } from '../schemas/refs.ts';
import { placeKey, splitKey } from '../domain/identity.ts';
import { identify } from '../domain/keys.ts';
import { exportDocuments } from './documents.ts';
import { describeEngagement } from './final-report.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { checkEngagement } from './preflight/preflight.ts';
import { writeProposal } from './proposal/write-proposal.ts';
import { keyContextOf } from './key-context.ts';
import { verifyAudit } from './verify-audit.ts';
import { describeRollback } from './rollback/rollback.ts';

/** Answers one question. It changes nothing in an engagement. */
export async function answerInquiry(ports: Ports, question: Inquiry, signal: AbortSignal): Promise<object> {
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
    case 'credits':
      return readCredits(ledger, (await readEngagement(ledger, question.engagement)).engagement);
    case 'audit':
      return verifyAudit(ledger, question.engagement);
    case 'rollback-target':
      return rollbackTarget(await readEngagement(ledger, question.engagement), question);
  }
}

/** The key of the record that a person names. A text of another form is taken as a key, such as that of an unreadable row. */
function keyFrom({ fingerprintSecret }: Ports, stored: StoredEngagement, text: string): string {
  const named = splitKey(text);
  if (!named) return text;
  const identity = identify(stored.mapping, named.object, named.id, keyContextOf(fingerprintSecret, stored));
  // The key of a row without a usable id begins its place with a blank.
  return 'key' in identity && !named.id.startsWith(' ')
    ? identity.key
    : placeKey(stored.profile.system, named.object, named.id.trim());
}

function rollbackTarget(stored: StoredEngagement, { engagement, environment }: EnvironmentRef): RollbackTarget {
  const { destination, limits } = stored.engagement;
  const { orgId } = destination[environment];
  return { engagement, environment, orgId, modules: stored.modules, lanes: limits.lanes };
}
