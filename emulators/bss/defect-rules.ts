import type { Rule } from './defect-rates.ts';
import type { Random } from './random.ts';
import type { Cell, Defect, Row } from './records.ts';
import type { Scale } from './scale.ts';
import { writeIdentifier, type Form } from './writing.ts';

type Planted = Pick<Defect, 'expected' | 'field' | 'right' | 'into' | 'value' | 'identifier'>;
interface RuleContext {
  seed: number;
  scale: Scale;
  random: Random;
  number: number;
  /** The previous record if it has no defect. */
  previous: () => Row | null;
  idOf: (row: Row) => string;
}
/** Changes a row and describes the defect; returns null if the row doesn't fit the rule. */
export type DefectRule = (row: Row, context: RuleContext) => Planted | null;

/** Sets a field to one of several values, each with the correct value if there is one. */
const oneOf =
  (field: string, expected: Defect['expected'], ...values: [Cell, string?][]): DefectRule =>
  (row, { random }) => {
    const [value, right] = random.pick(values);
    row[field] = value;
    return { field, expected, ...(right !== undefined && { right }) };
  };
/** Given names with the short forms that people use for them. */
const shortNames: Record<string, string> = { Jürgen: 'Juergen', Greta: 'Gretel', Ines: 'I.', Farid: 'Fareed' };
/** Residential subscribers only: a business has no birthday and no last name. */
const residential =
  (rule: DefectRule): DefectRule =>
  (row, context) =>
    row['customer_type'] === 'RES' ? rule(row, context) : null;
/** Writes an identifier into a field, in any notation that fits its form. */
const hideIdentifier = (field: string, form: Form, put: (current: string, value: string) => string): DefectRule => {
  return (row, context) => {
    const written = writeIdentifier(form, context.random.between(0, 999), context.random, context);
    if (!written) return null;
    row[field] = put(String(row[field] ?? ''), written.value);
    return { field, expected: 'withheld', ...written };
  };
};
const seenAs = (current: string, value: string) => `${current} seen as ${value}`.trim();

/** A valid phone number in an unusual notation. */
const phone = (field: string): DefectRule => {
  return (row, { random }) => {
    const tail = `0${String(random.between(0, 999)).padStart(3, '0')}`;
    row[field] = random.pick([
      `tel:+44207946${tail}`,
      `+44 (0)20 7946 ${tail}`,
      `020.7946.${tail}`,
      `207946${tail}`,
      `44207946${tail}`,
    ]);
    return { field, expected: 'repaired', right: `+44207946${tail}` };
  };
};
/** An amount as people and old programs write it. */
const amount = (field: string, write: (pounds: number, pence: string) => string, sign = ''): DefectRule => {
  return (row, { random }) => {
    const pounds = random.between(1_000, 9_999);
    const pence = String(random.between(0, 99)).padStart(2, '0');
    row[field] = write(pounds, pence);
    return { field, expected: 'repaired', right: `${sign}${pounds}.${pence}` };
  };
};
const grouped = (pounds: number, separator: string) =>
  `${Math.floor(pounds / 1_000)}${separator}${String(pounds).slice(-3)}`;
/** The phone number of the previous subscriber, who is active. */
const samePhone = (status: number | null, expected: Defect['expected']): DefectRule => {
  return (row, { previous, idOf }) => {
    const other = previous();
    if (!other || other['status_code'] !== 1) return null;
    row['msisdn'] = other['msisdn'] ?? '';
    row['status_code'] = status ?? 1;
    return { field: 'msisdn', expected, into: idOf(other) };
  };
};

/** The rules of the data quality catalogue, by the object in whose rows they plant a defect. */
export const defectRules = {
  subscribers: {
    DQ02: (row) => {
      Object.assign(row, { first_name: '', last_name: '', company_name: '' });
      return { field: 'last_name', expected: 'rejected' };
    },
    DQ03: (row) => {
      const right = String(row['last_name'] ?? '');
      if (right === '') return null;
      Object.assign(row, { last_name: `${right}, Dr.  ${String(row['first_name'])}`, first_name: '' });
      return { field: 'last_name', expected: 'repaired', right };
    },
    DQ04: (row, { previous, idOf }) => {
      const other = previous();
      if (!other) return null;
      for (const field of [
        'customer_type',
        'first_name',
        'last_name',
        'company_name',
        'tax_id',
        'birth_date',
        'account_no',
      ])
        row[field] = other[field] ?? '';
      row['email'] = String(other['email']).toUpperCase();
      return { expected: 'merged', into: idOf(other) };
    },
    'similar-duplicate': residential((row, { previous, random, idOf }) => {
      const other = previous();
      if (other?.['customer_type'] !== 'RES') return null;
      for (const field of [
        'customer_type',
        'last_name',
        'birth_date',
        'account_no',
        'street',
        'city',
        'postcode',
        'country_code',
      ])
        row[field] = other[field] ?? '';
      row['first_name'] = shortNames[String(other['first_name'])] ?? other['first_name'] ?? '';
      const last = String(other['last_name']);
      // A letter is doubled, or two change places.
      const at = random.between(1, last.length - 2);
      const [one, next] = [last[at]!, last[at + 1]!];
      row['last_name'] = last.slice(0, at) + (random.chance(0.5) ? one + one + next : next + one) + last.slice(at + 2);
      row['msisdn'] = String(other['msisdn'])
        .replaceAll(/\D/g, '')
        .replace(/^(?:0044|44|0)?/, '+44 (0) ');
      return { expected: 'reported', into: idOf(other) };
    }),
    DQ05: oneOf('email', 'blank', ['noemail@'], ['na@na.com'], ['x@x.x'], ['dealer@shop@example.com']),
    DQ06: phone('msisdn'),
    DQ07: oneOf('msisdn', 'blank', ['4.47701E+11'], ['4.42079E+11']),
    DQ08: samePhone(null, 'reported'),
    DQ09: samePhone(4, 'kept'),
    DQ10: oneOf('country_code', 'repaired', ['France', 'FR'], ['Germany', 'DE'], ['UK', 'GB'], ['España', 'ES']),
    DQ11: oneOf(
      'city',
      'repaired',
      ['CÃ³rdoba', 'Córdoba'],
      ['DÃ¼sseldorf', 'Düsseldorf'],
      ['Ko\u0308ln', 'Köln'],
      ['Clonmel &amp; Cahir', 'Clonmel & Cahir'],
      ['\u202bHaifa', 'Haifa'],
    ),
    DQ12: residential(
      oneOf(
        'birth_date',
        'blank',
        ['45213'],
        ['03/04/75'],
        ['1900-01-01'],
        ['536457600000'],
        ['0000-00-00'],
        ['2200-01-01'],
      ),
    ),
    DQ14: residential(oneOf('birth_date', 'reported', ['2031-05-01'], ['1893-02-11'], ['2019-08-30'])),
    DQ15: (row) => {
      row['account_no'] = 'BA-999997';
      return { field: 'account_no', expected: row['customer_type'] === 'BUS' ? 'blank' : 'rejected' };
    },
    DQ25: oneOf('status_code', 'repaired', [5, 'Suspended'], [6, 'Terminated'], [7, 'Active']),
    DQ31: hideIdentifier('remarks', 'text', seenAs),
    DQ32: oneOf('remarks', 'withheld', ['paid by 4111111111111111'], ['refund to GB82WEST12345698765432']),
    DQ33: residential(oneOf('last_name', 'excluded', ['Mickey Mouse'], ['asdf'], ['QA dummy'])),
  },
  billing_accounts: {
    DQ16: (row, { idOf }) => {
      row['parent_account_no'] = idOf(row);
      return { field: 'parent_account_no', expected: 'blank' };
    },
    DQ17: oneOf('bill_cycle_day', 'reported', [0], [29], [30], [31], [null]),
    DQ19: (row, context) =>
      context.random.pick([
        amount('balance', (pounds, pence) => `(${pounds}.${pence})`, '-'),
        amount('balance', (pounds, pence) => `${pounds}.${pence} CR`, '-'),
        amount('balance', (pounds, pence) => `${pounds}.${pence}-`, '-'),
      ])(row, context),
    DQ20: oneOf('currency', 'repaired', ['£', 'GBP'], ['gbp', 'GBP'], ['Pound', 'GBP']),
    DQ21: (row, context) =>
      context.random.pick([
        amount('balance', (pounds, pence) => `${grouped(pounds, '.')},${pence}`),
        amount('balance', (pounds, pence) => `${grouped(pounds, ' ')},${pence}`),
        amount('balance', (pounds, pence) => `${grouped(pounds, ',')}.${pence}`),
      ])(row, context),
    DQ26: (row) => {
      row['status_code'] = 3;
      return { field: 'status_code', expected: 'reported' };
    },
  },
  orders: {
    DQ27: (row) => {
      if (row['activated_at'] === null) return null;
      row['activated_at'] = '2015-06-01 08:00:00';
      return { field: 'activated_at', expected: 'reported' };
    },
  },
  order_lines: {
    DQ22: (row) => {
      Object.assign(row, { item_object: 'service_plans', item_code: 'PLAN-998' });
      return { field: 'lines', expected: 'rejected' };
    },
    DQ24: (row) => {
      row['unit_price'] = '1.9900000000';
      return { field: 'lines', expected: 'kept' };
    },
  },
  invoices: {
    DQ18: (row) => {
      row['total'] = `${Math.floor(Number(row['total'])) + 3}.0300000000`;
      return { field: 'total', expected: 'reported' };
    },
    DQ28: (row) => {
      Object.assign(row, { status_code: 1, open_balance: '12.5000000000' });
      return { field: 'open_balance', expected: 'reported' };
    },
  },
  extensions: {
    DQ30: oneOf(
      'value',
      'repaired',
      ['<p>call <b>after</b> six</p>'],
      ['{"colour":"red","size":3}'],
      ['Ja'],
      ['gold;silver|bronze'],
      ['long '.repeat(500)],
    ),
    DQ31: hideIdentifier('value', 'text', seenAs),
    DQ38: oneOf('value', 'kept', ['9007199254740993127'], ['1234567890123456789']),
  },
  ocs_buckets: {
    DQ29: (row, { random }) => {
      const change = random.pick<Row>([
        { valid_to: '2019-12-31 23:59:59' },
        { remaining: -250 },
        { unit: 'Mb' },
        { remaining: 99_999_999 },
      ]);
      Object.assign(row, change);
      return { field: Object.keys(change)[0] ?? '', expected: 'reported' };
    },
  },
  usage_records: {
    DQ01: oneOf('usage_id', 'reported', [null]),
    DQ36: (row, { random }) => {
      const change = random.pick<Row>([{ amount: -5 }, { subscriber_no: 'SUB-999999' }, { amount: null }]);
      Object.assign(row, change);
      return { field: Object.keys(change)[0] ?? '', expected: 'reported' };
    },
  },
  notes: {
    DQ31: hideIdentifier('body', 'text', seenAs),
    DQ35: oneOf('author', 'reported', [''], ['gone'], ['?']),
  },
  interactions: {
    DQ31: hideIdentifier('body', 'text', seenAs),
  },
  documents: {
    DQ31: hideIdentifier('name', 'file', (_, value) => `SIM ${value} swap.pdf`),
    DQ34: (row, { random, number }) => {
      const name = String(row['name']);
      const [field, expected, value, right] = random.pick<[string, Defect['expected'], string, string?]>([
        ['content', 'rejected', 'missing'],
        ['content', 'rejected', 'empty'],
        ['content', 'rejected', 'oversized'],
        ['content', 'reported', 'mistyped'],
        ['content', 'reported', 'repeated'],
        ['name', 'repaired', `../../../etc/${name}`, name],
        ['name', 'repaired', `C:\\Users\\dora\\${name}`, name],
        ['name', 'repaired', `${'very '.repeat(60)}${name}`],
      ]);
      if (value === 'repeated' && number === 1) return null;
      row[field] = value;
      return { field, expected, ...(right !== undefined && { right }) };
    },
  },
} satisfies Record<string, Partial<Record<Rule, DefectRule>>>;

export type RuleObject = keyof typeof defectRules;
