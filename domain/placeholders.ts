/** What people type where a field is mandatory and they know nothing. Without blanks and signs. */
const words = new Set(
  (
    'na nil nul null none nan no nothing undefined unknown unk tbd tba tbc missing blank empty notavailable notapplicable ' +
    'notprovided notgiven notknown nodata noname novalue noemail dummy test xx xxx asdf qwerty keine keiner unbekannt ' +
    'leer inconnu aucun neant desconocido ninguno sindatos sconosciuto nessuno onbekend geen'
  ).split(' '),
);

const sequences = new Set([
  '0123456789',
  '1234567890',
  '123456789',
  '12345678',
  '1234567',
  '123456',
  '987654321',
  'abc',
]);

/** Letters and digits only, as most ids are. */
const plain = /^[a-z0-9]+$/;

/**
 * Whether a text, in lower case, stands for "nothing": `n/a`, `-`, `0000000000`, `1234567890`. Rows with the same placeholder
 * have nothing in common.
 */
export function isPlaceholder(text: string): boolean {
  const bare = plain.test(text) ? text : text.replace(/[^\p{L}\p{N}]+/gu, '');
  if (bare === '' || words.has(bare) || sequences.has(bare)) return true;
  return /^(?:0+|(.)\1{4,})$/u.test(bare);
}
