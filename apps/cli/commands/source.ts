import { defineCommand } from 'citty';

export const source = defineCommand({
  meta: { name: 'source', description: 'Work on a source profile' },
  subCommands: { try: () => import('./source-try.ts').then((file) => file.sourceTry) },
});
