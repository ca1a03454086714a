import { WorkflowFailedError, type Client } from '@temporalio/client';
import { currentSteps } from '../../domain/progress.ts';
import { hasEnded, type EngagementStatus, type StepProgress } from '../../schemas/engagement.ts';
import { ask } from './ask.ts';

/** How far the steps are that are under way. Without an answer of a worker in five seconds, nothing: the rest is worth showing. */
export async function readProgress(client: Client, now: EngagementStatus): Promise<StepProgress[]> {
  const { engagement, run, gate } = now;
  if (gate || hasEnded(now)) return [];
  try {
    const all = await ask(client, { about: 'progress', engagement }, '5 seconds');
    return currentSteps(all, run).filter(({ done, total }) => done < total);
  } catch (error) {
    if (error instanceof WorkflowFailedError) return [];
    throw error;
  }
}
