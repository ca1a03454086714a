import { preflightDocument, preflightVerdict } from '../../../domain/documents/preflight.ts';
import type { Check } from '../../../schemas/report.ts';

const pass: Check = { id: 'source.reachable', state: 'pass', what: 'The source answers.', affected: 0, fix: null };
const warn: Check = { ...pass, id: 'zoho.credits', state: 'warn', what: 'Credits for 3 days.', fix: 'Buy credits.' };
const fail: Check = {
  id: 'zoho.users',
  state: 'fail',
  what: 'Two owners are no active users.',
  affected: 2,
  fix: 'Activate them.',
};

test('what failed stands first, and says what to do', () => {
  expect(preflightDocument({ engagement: 'delta-telecom', checks: [pass, warn, fail] })).toBe(
    [
      '# Preflight of delta-telecom',
      '',
      "Of 3 checks, 1 failed: the engagement can't go on until they are mended.",
      '',
      '| State | Check | What was found | Affected |',
      '| --- | --- | --- | ---: |',
      '| fail | `zoho.users` | Two owners are no active users. | 2 |',
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

test('warnings do not stand in the way but are to be read', () => {
  expect(preflightVerdict([pass, warn])).toBe('Of 2 checks none failed; 1 warning should be read before the start.');
});

test('when every check passes, nothing stands in the way', () => {
  expect(preflightVerdict([pass])).toBe('Of 1 check none failed: nothing stands in the way.');
});

test('a check without a fix is not listed under what to do', () => {
  const report = { engagement: 'delta-telecom', checks: [{ ...warn, fix: null }] };
  expect(preflightDocument(report)).not.toContain('What to do');
});
