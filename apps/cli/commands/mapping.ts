import { defineCommand } from 'citty';

export const mapping = defineCommand({
  meta: { name: 'mapping', description: 'The versions of the mapping: show, get, put' },
  subCommands: {
    show: () => import('./mapping-show.ts').then((file) => file.mappingShow),
    get: () => import('./mapping-get.ts').then((file) => file.mappingGet),
    put: () => import('./mapping-put.ts').then((file) => file.mappingPut),
  },
});
