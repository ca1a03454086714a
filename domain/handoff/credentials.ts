import type { CredentialList } from '../../schemas/profile-credentials.ts';

export const credentialColumns = ['list', 'place', 'subscriber', 'credential', 'algorithm'] as const;

/** A credential that a subscriber has, without its value. */
export type CredentialRow = Record<(typeof credentialColumns)[number], string>;

/** How many rows of a list have a credential, by its algorithm; an empty one is not known. */
export interface CredentialCount {
  credential: string;
  algorithm: string;
  rows: number;
}

/** A list of credentials as people see it. */
export interface CredentialSummary {
  rows: number;
  /** Rows that don't say whose they are. */
  withoutSubscriber: number;
  credentials: CredentialCount[];
}

/** Different algorithms of one list. A column with more of them holds something else, which must not be shown. */
export const mostAlgorithms = 20;

/** What no name of an algorithm is: digits of a key, or a long text. */
const looksLikeKey = /^[0-9a-f]{16,}$|^[\w+/=-]{32,}$|^.{41,}$/i;

/** What a list says about the credentials of each of its rows. Values are only tested for being there, and never kept. */
export function createCredentialInventory(list: string, { place, subscriber, credentials }: CredentialList) {
  const counts = new Map<string, CredentialCount>();
  const algorithms = new Set<string>();
  let hasSecret = false;
  let rows = 0;
  let withoutSubscriber = 0;
  return {
    /** The credentials of a row, which are counted. */
    add(row: Record<string, string>): CredentialRow[] {
      rows += 1;
      const whose = (row[subscriber] ?? '').trim();
      if (whose === '') withoutSubscriber += 1;
      return Object.entries(credentials)
        .filter(([column]) => (row[column] ?? '').trim() !== '')
        .map(([column, { name = column, algorithm = '' }]) => {
          const used = typeof algorithm === 'string' ? algorithm : (row[algorithm.column] ?? '').trim();
          algorithms.add(used);
          if (used !== '' && typeof algorithm !== 'string')
            hasSecret ||= looksLikeKey.test(used) || Object.keys(credentials).some((one) => row[one]?.trim() === used);
          const key = JSON.stringify([name, used]);
          const count = counts.get(key) ?? { credential: name, algorithm: used, rows: 0 };
          counts.set(key, { ...count, rows: count.rows + 1 });
          return { list, place, subscriber: whose, credential: name, algorithm: used };
        });
    },
    /** Whether a column of algorithms has too many different values to be algorithms, or one that looks like a credential. */
    isAmiss: () => hasSecret || algorithms.size > mostAlgorithms,
    result: (): CredentialSummary => ({ rows, withoutSubscriber, credentials: [...counts.values()] }),
  };
}
