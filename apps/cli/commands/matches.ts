import { defineCommand } from 'citty';

export const matches = defineCommand({
  meta: { name: 'matches', description: 'Records of the source that may be in Zoho already, and what people decide' },
  subCommands: {
    list: () => import('./matches-list.ts').then((file) => file.matchesList),
    decide: () => import('./matches-decide.ts').then((file) => file.matchesDecide),
  },
});
