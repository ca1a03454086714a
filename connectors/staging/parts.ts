import { Readable } from 'node:stream';
import { z } from 'zod';
import type { StagingStore } from './port.ts';

/** What is known of a sealed part. Only with it does the part count. */
const Seal = z.object({
  rows: z.int(),
  /** Where the rows of the next part follow; null when the part has none. */
  checkpoint: z.string().nullable(),
  isLast: z.boolean(),
  /** Rows that could not be read, with their bytes in base64. */
  bad: z.array(z.object({ file: z.string(), line: z.int(), why: z.string(), bytes: z.string() })).default([]),
  snapshot: z.string(),
});
type Seal = z.infer<typeof Seal>;

/** The parts of one object, one after another. */
export interface Parts {
  /** Behind the last sealed part; null at the beginning. */
  checkpoint(): string | null;
  areComplete(): boolean;
  paths(): string[];
  bad(): Seal['bad'];
  /** Snapshots that the parts are of, in their order. */
  snapshots(): string[];
  /** Writes a part and seals it. `about` is asked when the content has ended. */
  add(snapshot: string, content: () => AsyncIterable<Buffer>, about: () => Omit<Seal, 'snapshot'>): Promise<void>;
}

const csvPath = (base: string, number: number) => `${base}.parts/${String(number).padStart(6, '0')}.csv`;
const sealPath = (base: string, number: number) => `${base}.parts/${String(number).padStart(6, '0')}.json`;

/** The sealed parts below `base`, as they were left. What was being written is not sealed, and is written anew. */
export async function openParts(staging: StagingStore, base: string): Promise<Parts> {
  const seals = await readSeals(staging, base);
  return {
    checkpoint: () => seals.at(-1)?.checkpoint ?? null,
    areComplete: () => seals.at(-1)?.isLast ?? false,
    paths: () => seals.map((_, place) => csvPath(base, place + 1)),
    bad: () => seals.flatMap((seal) => seal.bad),
    snapshots: () => [...new Set(seals.map((seal) => seal.snapshot))],
    async add(snapshot, content, about) {
      const number = seals.length + 1;
      await staging.write(csvPath(base, number), Readable.from(content()));
      const seal = { ...about(), snapshot };
      await staging.write(sealPath(base, number), Readable.from([JSON.stringify(seal)]));
      seals.push(seal);
    },
  };
}

export async function removeParts(staging: StagingStore, base: string): Promise<void> {
  // The last first, so that a crash leaves no gap behind which parts would be forgotten.
  for (let number = (await readSeals(staging, base)).length + 1; number > 0; number -= 1)
    await staging.remove([sealPath(base, number), csvPath(base, number)]);
}

async function readSeals(staging: StagingStore, base: string): Promise<Seal[]> {
  const seals: Seal[] = [];
  for (;;) {
    const text = await staging.readText(sealPath(base, seals.length + 1));
    if (text === null) return seals;
    seals.push(Seal.parse(JSON.parse(text)));
  }
}
