import { Readable } from 'node:stream';
import { z } from 'zod';
import { canonicalForm } from '../../domain/identifiers/kinds.ts';
import { collectFingerprints } from '../../domain/identifiers/collect.ts';
import { bucketCount, type Fingerprints } from '../../domain/identifiers/known.ts';
import { identifierKinds, type IdentifierKind } from '../../schemas/terms.ts';
import type { SipKey } from '../../domain/identifiers/siphash.ts';
import { ConnectorError } from '../error.ts';
import type { StagingStore, WrittenFile } from '../staging/port.ts';
import { checkValue, sealOf } from './key.ts';

/** One of the operator's own identifiers, as its table has it. */
export interface Identifier {
  kind: IdentifierKind;
  value: string;
}

type Counts = Record<IdentifierKind, number>;

export interface FingerprintSummary extends WrittenFile {
  /** Different fingerprints in the file. */
  fingerprints: number;
  /** Identifiers that were taken, by kind. */
  counts: Counts;
  /** Values that had not the shape of their kind, were fillers, or identify nobody. */
  refused: Counts;
}

const magic = Buffer.from('PORTFPS2');
const count = z.number().int().nonnegative();
const numbers = z.array(count).readonly();
const Header = z.strictObject({
  key: z.string(),
  /** What the identifiers were read from, as a digest. */
  builtFrom: z.string(),
  fingerprints: count,
  counts: z.record(z.enum(identifierKinds), count),
  gates: z.strictObject({
    prefixes: numbers,
    tacs: numbers.nullable(),
    ouis: numbers.nullable(),
    names: numbers.nullable(),
    blocks: numbers,
  }),
});

/** Bytes of little-endian words, without a copy. */
const bytesOf = (words: Uint32Array) => Buffer.from(words.buffer, words.byteOffset, words.byteLength);

/**
 * Writes the fingerprints of all identifiers into one file: magic, length of the header, header as JSON, a seal of
 * header and content, then the offsets of 2^20 buckets and 32 bits for each fingerprint, little-endian. About 4.7 bytes an identifier.
 * @param builtFrom digest of what the identifiers were read from
 * @throws ConnectorError `configuration` when a list has values, and none has the form of its kind
 */
export async function writeFingerprints(
  staging: StagingStore,
  path: string,
  key: SipKey,
  builtFrom: string,
  identifiers: AsyncIterable<Identifier> | Iterable<Identifier>,
): Promise<FingerprintSummary> {
  const collector = collectFingerprints(key);
  const refused = Object.fromEntries(identifierKinds.map((kind) => [kind, 0])) as Counts;
  for await (const { kind, value } of identifiers) {
    const form = canonicalForm(kind, value);
    if (form === null) refused[kind] += 1;
    else collector.add(kind, form);
  }
  const fingerprints = collector.finish();
  checkLists(fingerprints.counts, refused);
  const written = await staging.write(path, Readable.from(contentOf(fingerprints, key, builtFrom)));
  return { ...written, fingerprints: fingerprints.rests.length, counts: fingerprints.counts, refused };
}

/** Kinds of which many good values identify nobody, such as the access point internet or the address 10.0.0.1. */
const oftenRefused: readonly IdentifierKind[] = ['apn', 'credential', 'ip'];

/** A list of another column gives a guard that knows nothing, and its run looks clean. */
function checkLists(taken: Counts, refused: Counts): void {
  for (const kind of identifierKinds) {
    if (refused[kind] === 0 || taken[kind] > 0 || oftenRefused.includes(kind)) continue;
    throw new ConnectorError(
      'configuration',
      `None of the ${refused[kind]} values of identifiers.${kind} in the source profile has the form of its kind. Nothing was sent. Correct the list so that it selects the identifiers.`,
    );
  }
}

function contentOf({ counts, gates, offsets, rests }: Fingerprints, key: SipKey, builtFrom: string): Buffer[] {
  const body = [bytesOf(offsets), bytesOf(rests)];
  const header = Buffer.from(
    JSON.stringify({
      key: checkValue(key),
      builtFrom,
      fingerprints: rests.length,
      counts,
      gates,
    } satisfies z.input<typeof Header>),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return [magic, length, header, sealOf(key, [header, ...body]), ...body];
}

/**
 * Reads a file of fingerprints into memory, outside the heap. The result can be given to a thread.
 * @throws ConnectorError `configuration` when it is missing, damaged, of another program, or made with another key
 */
export async function readFingerprints(staging: StagingStore, path: string, key: SipKey): Promise<Fingerprints> {
  const refuse = (what: string) =>
    new ConnectorError(
      'configuration',
      `The fingerprints of network identifiers in ${path} ${what}. Nothing was sent.`,
    );
  const damaged = () => refuse('are damaged or incomplete; extract the identifiers again');
  const bytes = createByteReader(staging.read(path), damaged, (error) =>
    refuse(`can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}); extract the identifiers again`),
  );

  if (!(await bytes.take(magic.length)).equals(magic))
    throw refuse('have another format; extract the identifiers again');
  const length = (await bytes.take(4)).readUInt32LE();
  if (length > longestHeader) throw damaged();
  const written = await bytes.take(length);
  const header = Header.safeParse(parseJson(written.toString()));
  if (!header.success) throw damaged();
  if (header.data.key !== checkValue(key)) {
    throw refuse(
      'were made with another key; set PORTAGE_FINGERPRINT_KEY to the one they were made with, or extract the identifiers again',
    );
  }
  const seal = await bytes.take(sealLength);
  // Shared, so that threads need no copy.
  const words = new Uint32Array(new SharedArrayBuffer(4 * (bucketCount + 1 + header.data.fingerprints)));
  await bytes.fill(bytesOf(words));
  if (!sealOf(key, [written, bytesOf(words)]).equals(seal)) throw damaged();
  const { counts, gates } = header.data;
  const offsets = words.subarray(0, bucketCount + 1);
  return { counts, gates, offsets, rests: words.subarray(bucketCount + 1) };
}

const longestHeader = 2 ** 24;
const sealLength = 32;

/**
 * Reads a stream in pieces.
 * @param tooShort makes what is thrown when it ends early
 * @param unreadable makes what is thrown when it can't be read
 */
function createByteReader(
  content: AsyncIterable<Buffer>,
  tooShort: () => Error,
  unreadable: (error: unknown) => Error,
) {
  const chunks = content[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  let waiting: Buffer = Buffer.alloc(0);
  const fill = async (target: Buffer) => {
    for (let filled = 0; filled < target.length;) {
      if (waiting.length === 0) {
        const { value } = await chunks.next().catch((error: unknown) => {
          throw unreadable(error);
        });
        if (value === undefined) throw tooShort();
        waiting = value;
      }
      const copied = waiting.copy(target, filled);
      waiting = waiting.subarray(copied);
      filled += copied;
    }
  };
  const take = async (length: number) => {
    const taken = Buffer.alloc(length);
    await fill(taken);
    return taken;
  };
  return { take, fill };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
