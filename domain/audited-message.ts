import canonicalize from 'canonicalize';

/** The parts of a booked message that its audit entry has too. */
const parts = [
  'gate',
  'decision',
  'by',
  'role',
  'digest',
  'comment',
  'why',
  'missing',
  'provenBy',
  'subject',
  'nonce',
  'configDigest',
] as const;

type Audited = Record<(typeof parts)[number], string | number | null> & {
  counted: boolean;
  what: string | null;
  proof: object | null;
  at: Date;
};

/**
 * The names of the parts in which a booked message differs from its audit entry. An entry from before proofs existed has
 * fewer parts, and its message has none of the others.
 *
 * @param heading what the entry says, such as `sign-off counted`
 */
export function differsFromAudit(message: Audited, body: Record<string, unknown>, heading: string): string[] {
  const verdict = message.counted ? 'counted' : 'refused';
  const isNamed = message.what === null ? heading.endsWith(` ${verdict}`) : heading === `${message.what} ${verdict}`;
  const { at } = body;
  return [
    ...(isNamed ? [] : ['verdict']),
    ...parts.filter((name) => (body[name] ?? null) !== message[name]),
    ...(canonical(body['proof']) === canonical(message.proof) ? [] : ['proof']),
    ...(typeof at === 'string' && at !== message.at.toISOString() ? ['at'] : []),
  ];
}

const canonical = (value: unknown): string | undefined => canonicalize(value ?? null);
