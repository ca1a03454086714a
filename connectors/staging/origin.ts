import { Readable } from 'node:stream';
import { z } from 'zod';
import { ExtractedObject } from '../../schemas/terms.ts';
import type { StagingStore } from './port.ts';

/** What an extraction is made from. It is written before the first part. */
const Origin = z.object({
  /** Digest of the profile, the source's identity and the start of the engagement. */
  source: z.string(),
  objects: z.array(ExtractedObject),
});
export type Origin = z.infer<typeof Origin>;

const originPath = (name: string) => `${name}/origin.json`;

/** Null for an extraction that has not begun. */
export async function readOrigin(staging: StagingStore, name: string): Promise<Origin | null> {
  const text = await staging.readText(originPath(name));
  return text === null ? null : Origin.parse(JSON.parse(text));
}

export async function writeOrigin(staging: StagingStore, name: string, origin: Origin): Promise<void> {
  await staging.write(originPath(name), Readable.from([JSON.stringify(origin)]));
}
