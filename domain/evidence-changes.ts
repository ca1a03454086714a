import { z } from 'zod';

const Covered = z.object({
  why: z.string().nullish(),
  documents: z.array(z.object({ name: z.string(), digest: z.string() })),
  runs: z.unknown(),
  exceptions: z.unknown().optional(),
  config: z.unknown(),
  mapping: z.unknown(),
  staging: z.unknown(),
  schema: z.unknown(),
  code: z.unknown(),
  newerMapping: z.unknown().optional(),
  duplicates: z.unknown().optional(),
});

export interface DocumentChange {
  name: string;
  /** The document's name in the evidence that was signed, which may be about another load. */
  beforeName: string | null;
  /** Digest of the version that was signed, and of the one that is shown now. Null: there is none. */
  before: string | null;
  now: string | null;
}

export interface EvidenceChanges {
  documents: DocumentChange[];
  /** One sentence for each other part of the evidence that changed. */
  others: string[];
}

const parts = [
  ['why', 'The question at the gate is another one.'],
  ['runs', 'The evidence is about another load.'],
  ['exceptions', 'The exceptions changed, or what was decided about them.'],
  ['config', 'The files of the engagement were read again, or another start of the engagement is shown.'],
  ['mapping', 'The mapping changed.'],
  ['duplicates', 'People decided about possible duplicates.'],
  ['newerMapping', 'A newer version of the mapping was saved; it is not used yet.'],
  ['staging', 'The extracted data changed.'],
  ['schema', 'Other custom fields were created in Zoho.'],
  ['code', 'The software has another version.'],
] as const;

/** Loads of a second rehearsal have other names, but their documents answer the same questions. */
const withoutRun = (name: string): string => name.replace(/-(full|delta)-\d+/, '');

/**
 * What changed between the evidence that was last signed at a gate and the evidence that is shown now.
 *
 * @param before and `now`: what the digests cover, as the ledger has it
 */
export function evidenceChanges(before: unknown, now: unknown): EvidenceChanges {
  const [old, shown] = [Covered.parse(before), Covered.parse(now)];
  const byName = (documents: { name: string; digest: string }[]) =>
    new Map(documents.map((document) => [withoutRun(document.name), document]));
  const [olds, showns] = [byName(old.documents), byName(shown.documents)];
  const shownNow = [...showns].flatMap(([key, { name, digest }]): DocumentChange[] => {
    const was = olds.get(key);
    if (was?.digest === digest) return [];
    return [{ name, beforeName: was?.name ?? null, before: was?.digest ?? null, now: digest }];
  });
  const gone = [...olds].flatMap(([key, { name, digest }]): DocumentChange[] =>
    showns.has(key) ? [] : [{ name, beforeName: name, before: digest, now: null }],
  );
  const documents = [...shownNow, ...gone];
  const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
  return { documents, others: parts.filter(([part]) => !same(old[part], shown[part])).map(([, sentence]) => sentence) };
}

/** The lines that only one of two texts has, in their order. */
export function lineChanges(before: string, now: string): { removed: string[]; added: string[] } {
  const [old, shown] = [before.split('\n'), now.split('\n')];
  const only = (lines: string[], others: string[]) => {
    const known = new Set(others);
    return lines.filter((line) => line.trim() !== '' && !known.has(line));
  };
  return { removed: only(old, shown), added: only(shown, old) };
}
