import { Mapping } from '../../schemas/mapping.ts';
import type { Config } from '../../steps/ports.ts';
import { mappingBasisOf } from '../../steps/preflight/mapping.ts';
import { factsOf } from '../support/survey.ts';

const config = {
  profile: { objects: { subscribers: { key: 'id' } } },
  mapping: Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules: {} }),
} as unknown as Config;
const source = { customFields: () => Promise.resolve([{ object: 'subscribers', name: 'tier', type: 'text' }]) };
const columns = { subscribers: ['id', 'extensions'] };

test('a mapping is checked against custom fields that the source lists, and those that the survey found', async () => {
  const facts = factsOf({
    subscribers: { columns: { id: 'id', 'extensions.tier': 'text', 'extensions.memo': 'text' }, rows: [] },
  });
  const before = await mappingBasisOf(config, source, columns, {});
  expect(before.facts.extensions).toEqual({ subscribers: ['tier'] });
  const after = await mappingBasisOf(config, source, columns, {}, facts);
  expect(after.facts.extensions).toEqual({ subscribers: ['tier', 'memo'] });
});
