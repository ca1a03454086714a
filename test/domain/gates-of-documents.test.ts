import { gatesOfDocument } from '../../domain/gates-of-documents.ts';

test('a report about the sandbox is evidence at the gates of the rehearsal, one about production at the later gates', () => {
  expect(gatesOfDocument('verification', 'sandbox')).toEqual(['rehearsal', 'production', 'exception']);
  expect(gatesOfDocument('verification', 'production')).toEqual(['freeze', 'go-live', 'acceptance', 'exception']);
});

test('a document that is not about an environment has the gates of its kind', () => {
  expect(gatesOfDocument('handoff', null)).toEqual(['go-live', 'acceptance']);
  expect(gatesOfDocument('final-report', null)).toEqual([]);
});

test('a report about a load without its environment is evidence at no gate', () => {
  expect(gatesOfDocument('reconciliation', null)).toEqual([]);
});
