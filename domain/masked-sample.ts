/** Longest form that is shown. */
const longest = 30;

/** The form of a value: letters become `x` and `X`, digits `9`, everything else stays. Long values are cut. */
export function maskedSample(value: string): string {
  const characters = [...value.slice(0, longest * 2)];
  const masked = characters
    .slice(0, longest)
    .map((one) => one.replace(/\p{Lu}/u, 'X').replace(/\p{L}/u, (letter) => (letter === 'X' ? 'X' : 'x')))
    .map((one) => one.replace(/\p{N}/u, '9').replace(/[\p{C}\p{Z}]/u, ' '))
    .join('');
  return characters.length > longest ? `${masked}…` : masked;
}
