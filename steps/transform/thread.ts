import { sectionWork } from './section-work.ts';

/** The entry of a thread: `threads.ts` calls these by name. */
export const { compare, look, transform } = sectionWork;
