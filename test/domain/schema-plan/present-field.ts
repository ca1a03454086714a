import type { PresentField } from '../../../domain/schema-plan/fields.ts';

/** A field of an org. */
export const presentField = (apiName: string, dataType: string, changes: Partial<PresentField> = {}): PresentField => ({
  ...{ id: apiName, apiName, label: apiName.replaceAll('_', ' '), dataType, length: 255, decimals: null, custom: true },
  ...{ unique: false, external: false, writable: true, lookupModule: null, pickListValues: [], globalList: null },
  permissions: [{ name: 'Administrator', permission: 'read_write' }],
  ...changes,
});
