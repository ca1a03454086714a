import { defineCommand } from 'citty';

export const spotCheck = defineCommand({
  meta: { name: 'spot-check', description: 'The records of a rehearsal that people compare with the source' },
  subCommands: {
    show: () => import('./spot-check-show.ts').then((file) => file.spotCheckShow),
    judge: () => import('./spot-check-judge.ts').then((file) => file.spotCheckJudge),
    finish: () => import('./spot-check-finish.ts').then((file) => file.spotCheckFinish),
  },
});
