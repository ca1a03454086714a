import { defineCommand } from 'citty';

export const duplicates = defineCommand({
  meta: { name: 'duplicates', description: 'Records that may be one: what was found, and what people decide' },
  subCommands: {
    list: () => import('./duplicates-list.ts').then((file) => file.duplicatesList),
    decide: () => import('./duplicates-decide.ts').then((file) => file.duplicatesDecide),
  },
});
