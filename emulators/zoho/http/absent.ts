/**
 * Operations of Zoho that the emulator does not have, but whose paths look like those of operations that it has. Without
 * this list, they would get the error of an unknown record, relation or method.
 */
export const absentOperations = [
  'GET /Contacts/roles',
  'POST /Contacts/roles',
  'PUT /Contacts/roles',
  'DELETE /Contacts/roles',
  'GET /Contacts/roles/{id}',
  'PUT /Contacts/roles/{id}',
  'DELETE /Contacts/roles/{id}',
  'GET /{module}/{id}/photo',
  'POST /{module}/{id}/photo',
  'DELETE /{module}/{id}/photo',
  'POST /{module}/{id}/__email_drafts',
  'GET /{module}/{id}/Locking_Information__s/{lock}',
  'PUT /{module}/{id}/Locking_Information__s/{lock}',
  'GET /{module}/deleted/{id}/{list}',
  'GET /__features/data_enrichment',
  'PUT /org/currencies',
  'PUT /settings/modules',
  'PUT /settings/roles',
  'PUT /users',
].map((call) => ({ call }));
