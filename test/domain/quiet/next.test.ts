import { mostReadings, nextStep } from '../../../domain/quiet/next.ts';

test('a source that is still leads to the deltas', () => {
  expect(nextStep({ isStill: true, readings: 2 }, 0)).toEqual({ next: 'deltas' });
});

test('readings are a quarter of the asked time apart', () => {
  expect(nextStep({ isStill: false, readings: 1 }, 10)).toEqual({ next: 'reading', afterSeconds: 150 });
});

test('without a time, people decide after one comparison', () => {
  expect(nextStep({ isStill: false, readings: 1 }, 0)).toEqual({ next: 'reading', afterSeconds: 0 });
  expect(nextStep({ isStill: false, readings: 2 }, 0)).toEqual({ next: 'people' });
});

test('people decide after five times the asked time', () => {
  expect(mostReadings(10)).toBe(21);
  expect(nextStep({ isStill: false, readings: 20 }, 10)).toMatchObject({ next: 'reading' });
  expect(nextStep({ isStill: false, readings: 21 }, 10)).toEqual({ next: 'people' });
});
