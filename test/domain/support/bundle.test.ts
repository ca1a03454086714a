import { bundleFiles } from '../../../domain/support/bundle.ts';

const about = { engagement: 'delta-telecom', at: '2026-03-02T18:00:00Z' };
const known = { people: [{ email: 'ada@delta.example', role: 'admin' }], keep: [] };

test('each part is a file, and the first one says what they are and what is missing', () => {
  const files = bundleFiles(
    about,
    [
      { name: 'runs', about: 'all loads', content: [{ by: 'ada@delta.example' }] },
      { name: 'worker', about: 'settings', missing: 'No worker answers.' },
    ],
    known,
  );
  expect(files.map(({ name }) => name)).toEqual(['README.md', 'runs.json']);
  expect(JSON.parse(files[1]!.text)).toEqual([{ by: '<admin>' }]);
  expect(files[0]!.text).toContain(
    '## Files\n\n- `runs.json`: all loads\n\n## Not gathered\n\n- `worker.json` (settings)',
  );
});

test('a bundle with all parts has no list of missing ones', () => {
  const [readme] = bundleFiles(about, [{ name: 'runs', about: 'all loads', content: [] }], known);
  expect(readme!.text).not.toContain('Not gathered');
});
