import type { Client } from '@temporalio/client';
import { refreshEvidence } from '../../workflows/messages.ts';
import { sendUpdate } from '../cli/engagement.ts';
import { isAnswerOf } from './refused.ts';

/** The open gate shows what was decided. Without an open gate, the next one does. */
export async function showAtGate(client: Client, slug: string): Promise<void> {
  try {
    await sendUpdate(client, slug, refreshEvidence);
  } catch (error) {
    if (!isAnswerOf(error)) throw error;
  }
}
