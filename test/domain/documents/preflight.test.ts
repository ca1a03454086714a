import { preflightDocument, preflightVerdict } from '../../../domain/documents/preflight.ts';
import type { Check } from '../../../schemas/report.ts';

const pass: Check = { id: 'source.reachable', state: 'pass', what: 'The source answers.', affected: 0, fix: null };
const warn: Check = { ...pass, id: 'zoho.credits', state: 'warn', what: 'Credits for 3 days.', fix: 'Buy credits.' };
const fail: Check = {
  id: 'zoho.users',
  state: 'fail',
  what: 'Two owners are not active users.',
  affected: 2,
  fix: 'Activate them.',
};

test('failed checks come first, each with its fix', () => {
  expect(preflightDocument({ engagement: 'delta-telecom', checks: [pass, warn, fail] })).toBe(
    [
      '# Preflight of delta-telecom',
      '',
      "1 of 3 checks failed. The engagement can't continue until the problems are fixed.",
      '',
      '| State | Check | What was found | Affected |',
      '| --- | --- | --- | ---: |',
      '| fail | `zoho.users` | Two owners are not active users. | 2 |',
      '| warn | `zoho.credits` | Credits for 3 days. | 0 |',
      '| pass | `source.reachable` | The source answers. | 0 |',
      '',
      '## What to do',
      '',
      '- `zoho.users`: Activate them.',
      '- `zoho.credits`: Buy credits.',
      '',
    ].join('\n'),
  );
});

test('warnings do not stop the engagement, but people should read them', () => {
  expect(preflightVerdict([pass, warn])).toBe('None of 2 checks failed. Read the 1 warning before you continue.');
});

test('the engagement can continue when every check passes', () => {
  expect(preflightVerdict([pass])).toBe('1 check passed. The engagement can continue.');
});

test('a check without a fix is not listed under "What to do"', () => {
  const report = { engagement: 'delta-telecom', checks: [{ ...warn, fix: null }] };
  expect(preflightDocument(report)).not.toContain('What to do');
});
