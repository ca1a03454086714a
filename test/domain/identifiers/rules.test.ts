import { readFileSync } from 'node:fs';
import { lookAlikes } from './look-alikes.ts';
import { measure, render, type Measured } from './measure.ts';

let measured: Measured;
beforeAll(() => {
  measured = measure();
});

test('the table of rules, recall and false alarms is what the code does', () => {
  const document = readFileSync(new URL('../../../docs/identifier-rules.md', import.meta.url), 'utf8');
  // After a change on purpose: node tools/run.mjs --import tsx bench/identifiers.ts --write
  expect(document.slice(document.indexOf('## Rules'))).toBe(render(measured));
});

test('every notation of the operator’s own identifiers is found', () => {
  expect(measured.own.filter(({ found }) => found < measured.texts)).toEqual([]);
});

test('of labelled identifiers of others, 99 in 100 are found in every notation', () => {
  expect(measured.foreign.filter(({ found }) => found < measured.texts * 0.99)).toEqual([]);
});

test('of no look-alike, more than 1 in 10,000 is withheld', () => {
  expect(lookAlikes.length).toBeGreaterThan(20);
  expect(measured.alarms.filter(({ withheld }) => withheld > 1)).toEqual([]);
});
