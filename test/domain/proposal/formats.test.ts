import { formatQuestion } from '../../../domain/proposal/formats.ts';
import { numbersIn, timesIn } from '../../../domain/quality/readings.ts';
import type { SemanticType } from '../../../schemas/column-facts.ts';
import { declared, factOf } from '../../support/survey.ts';

function ask(type: SemanticType, values: string[], form: Parameters<typeof declared>[0][string] = {}) {
  const facts = factOf('invoices', type === 'money' ? 'lines' : null, 'x', type, []);
  const context = declared({ x: form })(facts);
  const reading = type === 'money' ? numbersIn(facts, context) : timesIn(facts, context);
  return formatQuestion({ facts, reading, values });
}
/** Twelve values, of which one can't be read. */
const mostly = (value: string, odd: string) => [odd, ...Array.from({ length: 11 }, () => value)];

test.each<[string[], string]>([
  [['03.04.2024', '31.01.2024'], 'dd.MM.yyyy'],
  [['03.04.2024 10:00', '31.01.2024 11:00'], 'dd.MM.yyyy HH:mm'],
  [['3/4/2024 9:00:00', '1/31/2024 11:00:00'], 'M/d/yyyy H:mm:ss'],
  [['03-04-24T10:00', '13-01-24T11:00'], `dd-MM-yy'T'HH:mm`],
])('the values of %j show the format %s', (values, format) => {
  expect(ask('timestamp', values)).toContain(`Other values show that it is \`${format}\``);
});

test('where day and month could be either, people are asked', () => {
  expect(ask('date', ['03.04.2024', '01.02.2024'])).toBe(
    "100 % of the dates in invoices.x can't be read, because day and month could be either. Declare `dd.MM.yyyy` or `MM.dd.yyyy` under `dates` in the source profile.",
  );
});

test('a form that nobody knows is asked for', () => {
  expect(ask('date', ['spring', '2024-01-01'])).toBe(
    "50 % of the dates in invoices.x can't be read. Declare their format, under `dates` in the source profile.",
  );
});

test('amounts that could be two numbers are asked for', () => {
  expect(ask('money', ['1.234', '12.50'])).toBe(
    "50 % of the amounts in invoices.lines.x can't be read, or could be two numbers. Declare how they are written, under `numbers` in the source profile.",
  );
});

test('values that are declared, and single mistakes, raise no question', () => {
  expect(ask('date', ['03.04.2024'], { date: { format: 'dd.MM.yyyy' } })).toBeNull();
  expect(ask('money', ['1.234'], { numbers: { decimal: ',', thousands: '.' } })).toBeNull();
  expect(ask('date', mostly('2024-01-31', '03.04.2024'))).toBeNull();
  expect(ask('date', [])).toBeNull();
});
