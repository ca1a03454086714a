import { readEngagement } from '../connectors/ledger/engagements.ts';
import { listProgress } from '../connectors/ledger/phases.ts';
import { traceRecord } from '../connectors/ledger/records.ts';
import { orderModules } from '../domain/order-modules.ts';
import type { RollbackTarget } from '../schemas/engagement.ts';
import { Inquiry } from '../schemas/inquiry.ts';
import type { Json } from '../schemas/json.ts';
import type { Environment } from '../schemas/words.ts';
import { closingActivities } from './closing.ts';
import type { Ports } from './ports.ts';
import { checkEngagement } from './preflight.ts';
import { rollbackActivities } from './rollback.ts';

export function inquiryActivities(ports: Ports) {
  const { ledger, readConfig } = ports;
  const { describeRollback } = rollbackActivities(ports);
  const { describeEngagement } = closingActivities(ports);

  async function rollbackTarget(engagement: string, environment: Environment): Promise<RollbackTarget> {
    const { engagement: file, mapping } = await readEngagement(ledger, engagement);
    const { orgId } = file.destination[environment];
    return { engagement, environment, orgId, modules: orderModules(mapping), lanes: file.limits.lanes };
  }

  async function reply(question: Inquiry): Promise<object> {
    switch (question.about) {
      case 'preflight':
        return checkEngagement(ports, await readConfig(question.file));
      case 'progress':
        return listProgress(ledger, question.engagement);
      case 'trace':
        return traceRecord(ledger, question.engagement, question.key);
      case 'rollback':
        return describeRollback(question);
      case 'report':
        return describeEngagement(question.engagement);
      case 'rollback-target':
        return rollbackTarget(question.engagement, question.environment);
    }
  }

  return {
    /** Answers one question; nothing is changed. */
    async answer(question: Inquiry): Promise<Json> {
      return (await reply(Inquiry.parse(question))) as Json;
    },
  };
}
