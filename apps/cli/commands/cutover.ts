import { defineCommand } from 'citty';

export const cutover = defineCommand({
  meta: { name: 'cutover', description: 'The cutover from the source to Zoho' },
  subCommands: {
    plan: () => import('./cutover-plan.ts').then((file) => file.cutoverPlan),
    status: () => import('./cutover-status.ts').then((file) => file.cutoverStatus),
    rehearse: () => import('./cutover-rehearse.ts').then((file) => file.cutoverRehearse),
  },
});
