import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import {
  contentDigestOf,
  findManifest,
  findNewestManifest,
  writeManifest,
} from '../../../connectors/staging/manifest.ts';
import type { Manifest } from '../../../schemas/manifest.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Seals extractions of one object; the content is the name. */
async function sealed(...names: string[]) {
  const staging = createLocalStaging(folder);
  for (const name of names) await writeManifest(staging, manifest(name));
  return staging;
}

function manifest(name: string): Manifest {
  const objects: Manifest['objects'] = [
    {
      ...{ object: 'subscribers', path: `demo/${name}/subscribers.csv`, rows: 1, sourceRows: 1, unsound: 0 },
      ...{ remarks: [], columns: [{ name: 'id', type: 'text' }], snapshots: ['1'], bytes: 1, sha256: name },
    },
  ];
  const contentDigest = contentDigestOf(objects);
  return { name: `demo/${name}`, snapshot: '1', takenAt: '2026-11-28', profileDigest: '', objects, contentDigest };
}

test('an extraction is found by its content, also after one that failed, and that of a dry run', async () => {
  const staging = await sealed('full-1', 'delta-1', 'delta-3', 'dry-run-2');
  for (const name of ['full-1', 'delta-3', 'dry-run-2'])
    expect((await findManifest(staging, 'demo', manifest(name).contentDigest))?.name).toBe(`demo/${name}`);
  expect(await findManifest(staging, 'demo', 'another')).toBeNull();
});

test('the newest extraction is the delta with the highest number, never a dry run or a survey', async () => {
  expect(await findNewestManifest(await sealed(), 'demo')).toBeNull();
  const staging = await sealed('full-1', 'dry-run-1', 'survey-1');
  expect((await findNewestManifest(staging, 'demo'))?.name).toBe('demo/full-1');
  await sealed('delta-2', 'delta-10', 'delta-9');
  expect((await findNewestManifest(staging, 'demo'))?.name).toBe('demo/delta-10');
});
