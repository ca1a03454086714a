import { isInvisible, plainId } from '../../domain/identity.ts';
import { isInvisibleIn, plainIdIn } from '../../domain/sql-identity.ts';
import { openTables } from '../support/survey.ts';

/** Every assigned character of the basic plane that is no letter, number or symbol, and some beyond it. */
const signs = Array.from({ length: 0x1_00_00 }, (_, code) => code)
  .filter((code) => code > 0 && (code < 0xd8_00 || code > 0xdf_ff))
  .concat(0x1_bc_a0, 0x1_d1_73, 0xe_00_01, 0xe_0f_ff, 0x1_f6_00)
  .map((code) => String.fromCodePoint(code))
  .filter((sign) => !/[\p{Cn}\p{L}\p{N}\p{S}\p{Co}]/u.test(sign) || /\p{Default_Ignorable_Code_Point}/u.test(sign));

test('SQL takes the same characters from the ends of an id as the load, and the same texts for blank', async () => {
  const { survey, close } = await openTables({});
  try {
    await survey.run('create table sign (x varchar)');
    const texts = signs.flatMap((sign) => [sign, `${sign}A 1${sign}`, `A${sign}1`]);
    await survey.append('sign', texts);
    const rows = await survey.rows(`select x, ${plainIdIn('x')}, ${isInvisibleIn('x')} from sign`);
    const wrong = rows.map(([x, id, isBlank]) => [String(x), String(id), isBlank]);
    const differing = wrong.filter(
      ([x, id, isBlank]) => id !== plainId(String(x)) || isBlank !== isInvisible(String(x)),
    );
    expect(differing.map(([x]) => [...String(x)].map((sign) => sign.codePointAt(0)!.toString(16)).join(' '))).toEqual(
      [],
    );
    expect(rows).toHaveLength(texts.length);
  } finally {
    await close();
  }
});
