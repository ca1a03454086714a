import type { KnownVersion } from './choose.ts';

const origins = {
  file: 'from the mapping file',
  console: 'saved in the console',
  'command-line': 'stored by the command line',
};

/** `version 3, saved in the console by ada@customer.example`. */
export const versionText = ({ version, origin, madeBy }: KnownVersion & { madeBy: string | null }): string =>
  `version ${version}, ${origins[origin]}${madeBy === null ? '' : ` by ${madeBy}`}`;
