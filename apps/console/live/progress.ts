import type { Client } from '@temporalio/client';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import { listProgress } from '../../../connectors/ledger/progress.ts';
import { addSample, currentSteps, sampleOf, secondsLeft, type Sample } from '../../../domain/progress.ts';
import { hasEnded, type EngagementStatus, type StepProgress } from '../../../schemas/engagement.ts';
import { NoWorkflow, readStatus, withoutWorkflow } from '../../cli/engagement.ts';
import { listRetries, type Retry } from '../../cli/retries.ts';

/** A step that takes long; `secondsLeft` is null while there is no estimate. */
export type LiveStep = StepProgress & { secondsLeft: number | null };

/** What an engagement does now. */
export interface Snapshot {
  /** Null if the workflow does not answer, with the reason for people in `problem`. */
  status: EngagementStatus | null;
  problem: string | null;
  /** Passes of the run under way, oldest first, and other steps. */
  steps: LiveStep[];
  retries: Retry[];
}

export interface ProgressFeed {
  /** What the engagement does now. */
  read(slug: string): Promise<Snapshot>;
  /** Calls `receive` with each change until the returned function is called. All listeners share one poller. */
  listen(slug: string, receive: (snapshot: Snapshot) => void): () => void;
  /** Ends all pollers. */
  close(): void;
}

const everyMs = 1_000;

/** Reads the state of engagements, once a second for each engagement that somebody watches. */
export function createProgressFeed(ledger: Ledger, client: Client): ProgressFeed {
  const samples = new Map<string, Sample[]>();
  const watched = new Map<string, { listeners: Set<(snapshot: Snapshot) => void>; timer: NodeJS.Timeout }>();

  const read = async (slug: string): Promise<Snapshot> => {
    const { status, problem } = await statusOf(client, slug);
    const steps = status && hasEnded(status) ? [] : currentSteps(await listProgress(ledger, slug), status?.run ?? null);
    const retries = status && !hasEnded(status) ? await listRetries(client, slug).catch(() => []) : [];
    return {
      status,
      problem,
      steps: steps.map((step) => ({ ...step, secondsLeft: estimate(slug, step) })),
      retries,
    };
  };
  const estimate = (slug: string, step: StepProgress): number | null => {
    const sample = sampleOf(step, Date.now());
    const key = `${slug}/${sample.of}`;
    const own = addSample(samples.get(key) ?? [], sample);
    if (step.done >= step.total) samples.delete(key);
    else samples.set(key, own);
    return secondsLeft(own, step);
  };
  const watch = (slug: string) => {
    const listeners = new Set<(snapshot: Snapshot) => void>();
    let last = '';
    let isBusy = false;
    const poll = async () => {
      if (isBusy) return;
      isBusy = true;
      try {
        const snapshot = await read(slug);
        const text = JSON.stringify(snapshot);
        if (text !== last) for (const receive of listeners) receive(snapshot);
        last = text;
      } catch {
        // The page keeps its last state, and the next poll tries again.
      } finally {
        isBusy = false;
      }
    };
    const timer = setInterval(() => void poll(), everyMs);
    void poll();
    return { listeners, timer };
  };
  return {
    read,
    listen(slug, receive) {
      const found = watched.get(slug) ?? watch(slug);
      watched.set(slug, found);
      found.listeners.add(receive);
      return () => {
        found.listeners.delete(receive);
        if (found.listeners.size > 0) return;
        clearInterval(found.timer);
        watched.delete(slug);
      };
    },
    close() {
      for (const { timer } of watched.values()) clearInterval(timer);
      watched.clear();
    },
  };
}

async function statusOf(client: Client, slug: string): Promise<Pick<Snapshot, 'status' | 'problem'>> {
  try {
    return { status: await readStatus(client, slug), problem: null };
  } catch (error) {
    const problem =
      error instanceof NoWorkflow
        ? `The ledger has this engagement, but ${withoutWorkflow} portage start begins it anew.`
        : 'No worker answers, or Temporal does not respond. The engagement keeps its state. Nothing can be signed now.';
    return { status: null, problem };
  }
}
