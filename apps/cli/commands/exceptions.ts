import { defineCommand } from 'citty';

export const exceptions = defineCommand({
  meta: { name: 'exceptions', description: 'Records without a good end: what happened, and what people decide' },
  subCommands: {
    list: () => import('./exceptions-list.ts').then((file) => file.exceptionsList),
    decide: () => import('./exceptions-decide.ts').then((file) => file.exceptionsDecide),
    retry: () => import('./exceptions-retry.ts').then((file) => file.exceptionsRetry),
  },
});
