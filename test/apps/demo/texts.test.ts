import { gateText } from '../../../apps/demo/texts.ts';

test('the evidence of a gate names the documents folder, also if its first page is in a folder of it', () => {
  const documents = ['admin/cover.md', 'handoff.json', 'handoff.md'].map((name) => ({
    ...{ name, digest: 'c0ffee', path: `/srv/documents/${name}` },
  }));
  const about = { gate: 'acceptance', digest: 'd1', summary: 'Decide.', writtenAt: null, roles: [] } as const;
  expect(gateText({ ...about, documents, roles: [] })).toBe(
    [
      '- gate acceptance: Decide.',
      '    documents in /srv/documents:',
      '    admin/cover.md, handoff.md',
      '    evidence digest d1',
    ].join('\n'),
  );
});
