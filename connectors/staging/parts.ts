import { Readable } from 'node:stream';
import { z } from 'zod';
import type { StagingStore } from './port.ts';

/** The metadata that seals a part. A part without it does not count. */
const Seal = z.object({
  rows: z.int(),
  /** Position where the next part begins; null if the part has no rows. */
  checkpoint: z.string().nullable(),
  isLast: z.boolean(),
  /** Rows that could not be read, with their bytes in base64. */
  bad: z.array(z.object({ file: z.string(), line: z.int(), why: z.string(), bytes: z.string() })).default([]),
  snapshot: z.string(),
});
type Seal = z.infer<typeof Seal>;

/** The parts of one object, one after another. */
export interface Parts {
  /** The position after the last sealed part; null at the beginning. */
  checkpoint(): string | null;
  areComplete(): boolean;
  paths(): string[];
  /** Number of rows in them. */
  rows(): number;
  bad(): Seal['bad'];
  /** Snapshots that the parts come from, in order. */
  snapshots(): string[];
  /** Writes a part and seals it. `describe` is called after the end of the content. */
  add(snapshot: string, content: () => AsyncIterable<Buffer>, describe: () => Omit<Seal, 'snapshot'>): Promise<void>;
}

const csvPath = (base: string, number: number) => `${base}.parts/${String(number).padStart(6, '0')}.csv`;
const sealPath = (base: string, number: number) => `${base}.parts/${String(number).padStart(6, '0')}.json`;

/** Opens the sealed parts in `base`. A part whose writing was interrupted is not sealed, and will be written again. */
export async function openParts(staging: StagingStore, base: string): Promise<Parts> {
  const seals = await readSeals(staging, base);
  return {
    checkpoint: () => seals.at(-1)?.checkpoint ?? null,
    areComplete: () => seals.at(-1)?.isLast ?? false,
    paths: () => seals.map((_, index) => csvPath(base, index + 1)),
    rows: () => seals.reduce((sum, seal) => sum + seal.rows, 0),
    bad: () => seals.flatMap((seal) => seal.bad),
    snapshots: () => [...new Set(seals.map((seal) => seal.snapshot))],
    async add(snapshot, content, describe) {
      const number = seals.length + 1;
      await staging.write(csvPath(base, number), Readable.from(content()));
      const seal = { ...describe(), snapshot };
      await staging.write(sealPath(base, number), Readable.from([JSON.stringify(seal)]));
      seals.push(seal);
    },
  };
}

export async function removeParts(staging: StagingStore, base: string): Promise<void> {
  // From last to first: after a gap, a later removal would not find the remaining parts.
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
