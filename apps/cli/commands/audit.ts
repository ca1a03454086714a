import { defineCommand } from 'citty';

export const audit = defineCommand({
  meta: { name: 'audit', description: 'Work with the audit of an engagement' },
  subCommands: { verify: () => import('./audit-verify.ts').then((file) => file.auditVerify) },
});
