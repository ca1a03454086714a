const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * A signal that aborts on the first SIGINT or SIGTERM: the worker then ends what is under way. The second one ends the
 * process at once.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort();
    });
  }
  return controller.signal;
}

/** Waits for `work`, but not longer than until the worker is stopped: then it throws the signal's reason. */
export async function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  stop.throwIfAborted();
  let abort = () => {};
  const stopped = new Promise<never>((_, reject) => {
    abort = () => reject(stop.reason as Error);
    stop.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener('abort', abort);
  }
}
