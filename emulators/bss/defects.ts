import { diceFor, type Dice } from './dice.ts';
import { makeIdentifier, type Identifier } from './identifiers.ts';
import type { Cell, Defect, Row } from './people.ts';
import type { Scale } from './scale.ts';

/** How many of 1,000 records of an object have the defect of a rule. Rules are those of the catalogue of data quality. */
export type Rates = Partial<Record<Rule, number>>;

/** What a rule did to a row, and what should become of it. */
type Planted = Pick<Defect, 'expected' | 'field' | 'right' | 'into' | 'value'>;
interface Place {
  dice: Dice;
  number: number;
  /** The sound record before this one, to be mistaken for. */
  before: () => Row | null;
  idOf: (row: Row) => string;
}
type Plant = (row: Row, place: Place) => Planted | null;

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

const rules = {
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
    DQ35: one('author', 'reported', [''], ['gone'], ['?']),
  },
} satisfies Record<string, Record<string, Plant>>;

type Objects = keyof typeof rules;
type RulesOf<O extends Objects> = O extends Objects ? keyof (typeof rules)[O] : never;
/** Rules that are planted in rows, in the catalogue, in documents, or are of all rows (DQ13) and of servers (DQ37). */
export type Rule = RulesOf<Objects> | 'DQ23';

/** The catalogue's own rates. */
export const usualRates: Required<Rates> = {
  ...{ DQ01: 3, DQ02: 6, DQ03: 40, DQ04: 35, DQ05: 30, DQ06: 250, DQ07: 4, DQ08: 6, DQ09: 10, DQ10: 60, DQ11: 25 },
  ...{ DQ12: 60, DQ14: 12, DQ15: 8, DQ16: 2, DQ17: 10, DQ18: 15, DQ19: 20, DQ20: 5, DQ21: 20, DQ22: 12, DQ23: 6 },
  ...{ DQ24: 30, DQ25: 20, DQ26: 10, DQ27: 6, DQ28: 12, DQ29: 15, DQ30: 80, DQ31: 25, DQ32: 5, DQ33: 10 },
  ...{ DQ35: 15, DQ36: 20, DQ38: 5 },
};

/**
 * Plants at most one defect into a row, chosen by the row's number alone, and says what should become of it. `before` gives
 * the sound record before it, for defects that make two records look alike.
 */
export function plant(
  object: Objects,
  row: Row,
  about: { seed: number; scale: Scale; number: number; id: string; keyed: string; before?: () => Row | null },
): Defect[] {
  const { seed, scale, number, id, keyed, before = () => null } = about;
  const dice = diceFor(seed, `defect-${object}`, number);
  let roll = dice.between(0, 999_999) / 1_000;
  for (const [rule, plantIt] of Object.entries(rules[object]) as [Rule, Plant][]) {
    roll -= scale.defects[rule] ?? 0;
    if (roll >= 0) continue;
    const planted = plantIt(row, { dice, number, before, idOf: (other) => String(other[keyed]) });
    return planted ? [{ object: keyOwner[object] ?? object, id, rule, ...planted }] : [];
  }
  return [];
}

/** Rows that belong to a record of another object. */
const keyOwner: Partial<Record<Objects, string>> = { order_lines: 'orders', extensions: 'subscribers' };
