import { estimateOf, type EstimateFacts } from '../../../domain/estimate/estimate.ts';
import { gradeOf, type GradeFacts } from '../../../domain/estimate/grade.ts';

const simple: GradeFacts = {
  objects: { readable: 6, all: 6 },
  fields: { decided: 50, all: 50 },
  days: 0.2,
  customFields: { most: 20, allowed: 300 },
  records: 50_000,
  blocked: 0,
};

test('a small, clear migration has grade A without a point, and says why', () => {
  const { grade, parts } = gradeOf(simple);
  expect(grade).toBe('A');
  expect(parts.map(({ points, reason }) => `${points} ${reason}`)).toEqual([
    '0 6 of 6 source objects can be read',
    '0 50 of 50 fields are mapped or ignored on purpose',
    '0 credits and custom fields are within the limits of the edition',
    '0 50,000 records',
    '0 findings block 0 % of the records',
  ]);
});

test.each<[string, Partial<GradeFacts>, number[]]>([
  ['an object that cannot be read', { objects: { readable: 19, all: 20 } }, [1, 0, 0, 0, 0]],
  ['a third of the objects', { objects: { readable: 4, all: 6 } }, [3, 0, 0, 0, 0]],
  ['half of the columns', { fields: { decided: 25, all: 50 } }, [0, 2, 0, 0, 0]],
  ['more than two days', { days: 2.5 }, [0, 0, 1, 0, 0]],
  ['too many custom fields', { customFields: { most: 301, allowed: 300 } }, [0, 0, 2, 0, 0]],
  ['both', { days: 3, customFields: { most: 301, allowed: 300 } }, [0, 0, 3, 0, 0]],
  ['600,000 records', { records: 600_000 }, [0, 0, 0, 2, 0]],
  ['6 % blocked', { blocked: 0.06 }, [0, 0, 0, 0, 2]],
  ['quality that was not checked', { blocked: null }, [0, 0, 0, 0, 0]],
  [
    'a source without columns or objects',
    { fields: { decided: 0, all: 0 }, objects: { readable: 0, all: 0 } },
    [0, 0, 0, 0, 0],
  ],
])('points for %s', (_, changes, points) => {
  expect(gradeOf({ ...simple, ...changes }).parts.map((one) => one.points)).toEqual(points);
});

test('five points are a B, ten a C', () => {
  const hard = { ...simple, records: 600_000, blocked: 0.2 };
  expect(gradeOf(hard).grade).toBe('B');
  expect(gradeOf({ ...hard, fields: { decided: 1, all: 50 }, objects: { readable: 2, all: 6 } }).grade).toBe('C');
});

const { days: _, records: __, ...graded } = simple;
const facts: EstimateFacts = {
  ...graded,
  volumes: [
    { module: 'Accounts', records: 100_000, hasSecondPass: true, hasLines: false },
    { module: 'Invoices', records: 300_000, hasSecondPass: false, hasLines: true },
  ],
  ...{ edition: 'enterprise', users: 30, lanes: 10 },
  rates: { currency: 'GBP', fixed: '5000', perThousandRecords: '2.50', factor: { A: 1, B: 1.5, C: 2 } },
};

test('an estimate adds up its modules, and has a price by grade', () => {
  const estimate = estimateOf(facts);
  expect(estimate.load.credits).toBe(estimate.modules.reduce((sum, { rest }) => sum + rest.credits, 0));
  expect(estimate.grade.grade).toBe('A');
  expect(estimate.price).toEqual({ currency: 'GBP', amount: '6000.00' });
  expect(estimate.isIndividual).toBe(false);
});

test('without a rate card there is no price, and an edition without known limits has no days', () => {
  const { price, grade } = estimateOf({ ...facts, rates: null, edition: 'zoho-one' });
  expect(price).toBeNull();
  expect(grade.parts[2]?.points).toBe(0);
});

test('more than two million records are scoped individually', () => {
  const volumes = [{ module: 'Accounts', records: 2_000_001, hasSecondPass: false, hasLines: false }];
  expect(estimateOf({ ...facts, volumes }).isIndividual).toBe(true);
});
