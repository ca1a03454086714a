import type { Dice } from './dice.ts';
import { makeIdentifier, type Identifier } from './identifiers.ts';
import type { Cell, Defect, Row } from './people.ts';

/** What a rule did to a row, and what should become of it. */
type Planted = Pick<Defect, 'expected' | 'field' | 'right' | 'into' | 'value'>;
interface Place {
  dice: Dice;
  number: number;
  /** The sound record before this one, to be mistaken for. */
  before: () => Row | null;
  idOf: (row: Row) => string;
}
export type Plant = (row: Row, place: Place) => Planted | null;

/** Sets one field to one of several texts, each with what is right for it. */
const one =
  (field: string, expected: Defect['expected'], ...values: [Cell, string?][]): Plant =>
  (row, { dice }) => {
    const [value, right] = dice.pick(values);
    row[field] = value;
    return { field, expected, ...(right !== undefined && { right }) };
  };
/** Only for persons: a firm has neither birthday nor last name. */
const ofPerson =
  (plantIt: Plant): Plant =>
  (row, place) =>
    row['customer_type'] === 'RES' ? plantIt(row, place) : null;
const hidden = (field: string, kinds: Identifier['kind'][]): Plant => {
  return (row, { dice }) => {
    const value = makeIdentifier[dice.pick(kinds)](dice);
    row[field] = `${String(row[field] ?? '')} seen as ${value}`.trim();
    return { field, expected: 'withheld', value };
  };
};
const all = Object.keys(makeIdentifier) as Identifier['kind'][];

const phone = (field: string): Plant => {
  return (row, { dice }) => {
    const tail = `0${String(dice.between(0, 999)).padStart(3, '0')}`;
    row[field] = dice.pick([
      `tel:+44207946${tail}`,
      `+44 (0)20 7946 ${tail}`,
      `020.7946.${tail}`,
      `207946${tail}`,
      `44207946${tail}`,
    ]);
    return { field, expected: 'repaired', right: `+44207946${tail}` };
  };
};
/** Amounts as people and old programs write them. */
const amount = (field: string, write: (pounds: number, pence: string) => string, sign = ''): Plant => {
  return (row, { dice }) => {
    const pounds = dice.between(1_000, 9_999);
    const pence = String(dice.between(0, 99)).padStart(2, '0');
    row[field] = write(pounds, pence);
    return { field, expected: 'repaired', right: `${sign}${pounds}.${pence}` };
  };
};
const grouped = (pounds: number, by: string) => `${Math.floor(pounds / 1_000)}${by}${String(pounds).slice(-3)}`;
const sameNumber = (status: number | null, expected: Defect['expected']): Plant => {
  return (row, { before, idOf }) => {
    const other = before();
    if (!other || other['status_code'] !== 1) return null;
    row['msisdn'] = other['msisdn'] ?? '';
    row['status_code'] = status ?? 1;
    return { field: 'msisdn', expected, into: idOf(other) };
  };
};

/** What each rule of the catalogue does to a row of its object. */
export const rules = {
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
    DQ04: (row, { before, idOf }) => {
      const other = before();
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
    DQ05: one('email', 'blank', ['noemail@'], ['na@na.com'], ['x@x.x'], ['dealer@shop@example.com']),
    DQ06: phone('msisdn'),
    DQ07: one('msisdn', 'blank', ['4.47701E+11'], ['4.42079E+11']),
    DQ08: sameNumber(null, 'reported'),
    DQ09: sameNumber(4, 'kept'),
    DQ10: one('country_code', 'repaired', ['France', 'FR'], ['Germany', 'DE'], ['UK', 'GB'], ['España', 'ES']),
    DQ11: one(
      'city',
      'repaired',
      ['CÃ³rdoba', 'Córdoba'],
      ['DÃ¼sseldorf', 'Düsseldorf'],
      ['Ko\u0308ln', 'Köln'],
      ['Clonmel &amp; Cahir', 'Clonmel & Cahir'],
      ['\u202bHaifa', 'Haifa'],
    ),
    DQ12: ofPerson(
      one(
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
    DQ14: ofPerson(one('birth_date', 'reported', ['2031-05-01'], ['1893-02-11'], ['2019-08-30'])),
    DQ15: (row) => {
      row['account_no'] = 'BA-999997';
      return { field: 'account_no', expected: row['customer_type'] === 'BUS' ? 'blank' : 'rejected' };
    },
    DQ25: one('status_code', 'repaired', [5, 'Suspended'], [6, 'Terminated'], [7, 'Active']),
    DQ31: hidden('remarks', all),
    DQ32: one('remarks', 'withheld', ['paid by 4111111111111111'], ['refund to GB82WEST12345698765432']),
    DQ33: ofPerson(one('last_name', 'excluded', ['Mickey Mouse'], ['asdf'], ['QA dummy'])),
  },
  billing_accounts: {
    DQ16: (row, { idOf }) => {
      row['parent_account_no'] = idOf(row);
      return { field: 'parent_account_no', expected: 'blank' };
    },
    DQ17: one('bill_cycle_day', 'reported', [0], [29], [30], [31], [null]),
    DQ19: (row, place) =>
      place.dice.pick([
        amount('balance', (pounds, pence) => `(${pounds}.${pence})`, '-'),
        amount('balance', (pounds, pence) => `${pounds}.${pence} CR`, '-'),
        amount('balance', (pounds, pence) => `${pounds}.${pence}-`, '-'),
      ])(row, place),
    DQ20: one('currency', 'repaired', ['£', 'GBP'], ['gbp', 'GBP'], ['Pound', 'GBP']),
    DQ21: (row, place) =>
      place.dice.pick([
        amount('balance', (pounds, pence) => `${grouped(pounds, '.')},${pence}`),
        amount('balance', (pounds, pence) => `${grouped(pounds, ' ')},${pence}`),
        amount('balance', (pounds, pence) => `${grouped(pounds, ',')}.${pence}`),
      ])(row, place),
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
    DQ30: one(
      'value',
      'repaired',
      ['<p>call <b>after</b> six</p>'],
      ['{"colour":"red","size":3}'],
      ['Ja'],
      ['gold;silver|bronze'],
      ['long '.repeat(500)],
    ),
    DQ31: hidden('value', all),
    DQ38: one('value', 'kept', ['9007199254740993127'], ['1234567890123456789']),
  },
  ocs_buckets: {
    DQ29: (row, { dice }) => {
      const change = dice.pick<Row>([
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
    DQ01: one('usage_id', 'reported', [null]),
    DQ36: (row, { dice }) => {
      const change = dice.pick<Row>([{ amount: -5 }, { subscriber_no: 'SUB-999999' }, { amount: null }]);
      Object.assign(row, change);
      return { field: Object.keys(change)[0] ?? '', expected: 'reported' };
    },
  },
  notes: {
    DQ31: hidden('body', all),
    DQ35: one('author', 'reported', [''], ['gone'], ['?']),
  },
  interactions: {
    DQ31: hidden('body', all),
  },
  documents: {
    DQ31: (row, { dice }) => {
      const value = makeIdentifier[dice.pick(all)](dice);
      row['name'] = `SIM ${value.replaceAll(':', '-')} swap.pdf`;
      return { field: 'name', expected: 'withheld', value };
    },
    DQ34: (row, place) => {
      const { dice, number } = place;
      const name = String(row['name']);
      const [field, expected, value, right] = dice.pick<[string, Defect['expected'], string, string?]>([
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
} satisfies Record<string, Record<string, Plant>>;
