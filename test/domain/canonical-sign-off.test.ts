import { canonicalSignOff, signedText } from '../../domain/canonical-sign-off.ts';
import { SignOff } from '../../schemas/sign-off.ts';

const occasion = { asked: '2026-11-26T12:00:00.000Z', random: 'AAAAAAAAAAAAAAAAAAAAAA' };
const signOff = SignOff.parse({
  ...{ gate: 'scope', decision: 'approved', by: ' Ada@Customer.example', role: 'sponsor', digest: '4f2a9c0011223344' },
  comment: 'gru\u0308n\r\nund gelb',
});

test('the canonical text has the engagement, the message, the time and the random bits, in a fixed order', () => {
  const text =
    '{"asked":"2026-11-26T12:00:00.000Z","by":"ada@customer.example","comment":"grün\\nund gelb","decision":"approved",' +
    '"digest":"4f2a9c0011223344","engagement":"delta","gate":"scope","purpose":"sign-off",' +
    '"random":"AAAAAAAAAAAAAAAAAAAAAA","role":"sponsor","version":1}';
  expect(canonicalSignOff('sign-off', 'delta', signOff, occasion)).toBe(text);
  expect(signedText(text)).toBe(`portage-sign-off-v1\0${text}`);
});

test('the proof of a message is not part of what it proves', () => {
  const proof = { kind: 'key', ...occasion, key: 'k'.repeat(43), signature: 's'.repeat(86) } as const;
  const text = canonicalSignOff('sign-off', 'delta', { ...signOff, proof }, occasion);
  expect(text).toBe(canonicalSignOff('sign-off', 'delta', signOff, occasion));
});
