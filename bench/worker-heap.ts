/** The heap limits of `npm run worker`, for a child process that is measured. */
export const workerHeap = ['--max-old-space-size=192', '--max-semi-space-size=16'];
