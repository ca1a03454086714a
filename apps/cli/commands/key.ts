import { defineCommand } from 'citty';

export const key = defineCommand({
  meta: { name: 'key', description: 'Work with the keys that people sign with' },
  subCommands: { new: () => import('./key-new.ts').then((file) => file.keyNew) },
});
