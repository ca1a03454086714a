import { creditsLeftText } from '../../domain/credits-left.ts';

const saidAt = '2026-11-26T20:05:09.000Z';

test.each([
  [null, 'not known: Zoho was not asked yet'],
  [
    { credits: null, saidAt },
    "more than half of the org's credits (2026-11-26 20:05 UTC); Zoho names the number below that",
  ],
  [{ credits: 12_345, saidAt }, '12,345 (2026-11-26 20:05 UTC)'],
])('what Zoho said of the credits left, %j, is a text for people', (left, text) => {
  expect(creditsLeftText(left)).toBe(text);
});
