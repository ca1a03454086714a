import { existsSync } from 'node:fs';
import { command } from '../command.ts';
import { wrongUse } from '../failure.ts';
import { createKey, writeKeyFile } from '../key-file.ts';
import { readPassphrase } from '../passphrase.ts';
import { print, printInfo, printJson } from '../print.ts';

/** NIST SP 800-63B-4 asks for 15 characters where a password is the only factor. */
const shortest = 15;

export const keyNew = command({
  name: 'new',
  description: 'Make the key that one person signs with, in a file with a passphrase, and print its public half',
  example: 'portage key new ada.key',
  args: {
    file: { type: 'positional', required: true, description: 'File to write; it must not exist' },
    passphrase: {
      type: 'string',
      description: 'Where the passphrase is: env:NAME or file:PATH; without it you are asked',
      valueHint: 'reference',
    },
  },
  async run({ file, passphrase: reference, json }) {
    if (existsSync(file)) throw wrongUse(`${file} already exists.`, 'Choose another name.');
    const passphrase = await readPassphrase(reference, `Passphrase, at least ${shortest} characters: `);
    if (passphrase.length < shortest) {
      throw wrongUse(
        `The passphrase has fewer than ${shortest} characters.`,
        'Choose a longer one, such as four words.',
      );
    }
    if (reference === undefined && (await readPassphrase(undefined, 'The same again: ')) !== passphrase) {
      throw wrongUse('The passphrases differ.', 'Run the command again.');
    }
    const key = createKey();
    await writeKeyFile(file, key, passphrase);
    if (json) return printJson({ file, publicKey: key.x });
    print(key.x);
    printInfo(`Keep ${file} and its passphrase to yourself. In the engagement file, add to your line under approvers:`);
    printInfo(`  keys: ['${key.x}']`);
  },
});
