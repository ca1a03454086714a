/**
 * Runs two pieces of work at the same time. If one fails, the other is asked to stop through its signal, and the first
 * error is thrown when both have ended, so that nothing is left running.
 *
 * @template A, B
 * @param {(signal: AbortSignal) => Promise<A>} first
 * @param {(signal: AbortSignal) => Promise<B>} second
 * @returns {Promise<[A, B]>}
 */
export async function together(first, second) {
  const stop = new AbortController();
  const { signal } = stop;
  // The error that the stopped work ends with comes later, and a second abort changes nothing.
  /** @param {unknown} error */
  const stopAll = (error) => stop.abort(error);
  const both = /** @type {const} */ ([first(signal), second(signal)]);
  both.forEach((work) => work.catch(stopAll));
  await Promise.allSettled(both);
  signal.throwIfAborted();
  return Promise.all(both);
}
