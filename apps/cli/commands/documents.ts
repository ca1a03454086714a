import { defineCommand } from 'citty';

export const documents = defineCommand({
  meta: { name: 'documents', description: 'The documents of an engagement' },
  subCommands: { export: () => import('./documents-export.ts').then((file) => file.documentsExport) },
});
