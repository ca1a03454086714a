import { defineCommand } from 'citty';

export const schema = defineCommand({
  meta: { name: 'schema', description: 'Fields and pick lists that the mapping needs in Zoho' },
  subCommands: {
    plan: () => import('./schema-plan.ts').then((file) => file.schemaPlan),
    apply: () => import('./schema-apply.ts').then((file) => file.schemaApply),
    verify: () => import('./schema-verify.ts').then((file) => file.schemaVerify),
  },
});
