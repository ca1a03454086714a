import { defineCommand } from 'citty';

export const mapping = defineCommand({
  meta: { name: 'mapping', description: 'The versions of the mapping: show, get, put, and as a workbook' },
  subCommands: {
    show: () => import('./mapping-show.ts').then((file) => file.mappingShow),
    get: () => import('./mapping-get.ts').then((file) => file.mappingGet),
    export: () => import('./mapping-export.ts').then((file) => file.mappingExport),
    import: () => import('./mapping-import.ts').then((file) => file.mappingImport),
    put: () => import('./mapping-put.ts').then((file) => file.mappingPut),
  },
});
