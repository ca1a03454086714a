import { documentFields } from '../../domain/document-fields.ts';
import { SourceProfile } from '../../schemas/profile.ts';

const profile = (more: object) =>
  SourceProfile.parse({ kind: 'files', folder: 'x', system: 's', timeZone: 'UTC', objects: {}, ...more });
const objects = { documents: { key: 'no', files: 'd.csv', format: 'csv', fields: { no: 'NO', stored_as: 'S' } } };

test('bytes are found by the key and by what their path names', () => {
  expect(documentFields(profile({ objects }))).toEqual(['no']);
  expect(documentFields(profile({ objects, documentContent: '{no}/{stored_as}' }))).toEqual(['no', 'stored_as']);
  expect(documentFields(profile({}))).toEqual([]);
});
