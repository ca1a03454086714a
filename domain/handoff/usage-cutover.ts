/** Where billing goes on, for a kind of usage or an account. Texts by column, as the profile's queries name them. */
type Row = Partial<Record<string, string>>;

export const cutoverColumns = [
  ...['account', 'kind', 'last_billed_usage', 'last_billed_of_kind', 'unrated', 'open_sessions', 'why'],
] as const;

const isSome = (count: string): boolean => /[1-9]/.test(count);

/** Where rating goes on for a kind of usage, as texts, with what the accounts add up to. */
export interface KindCutover {
  kind: string;
  records: string;
  amount: string;
  lastBilled: string;
  /** Accounts that differ. */
  accounts: number;
  unrated: number;
  openSessions: number;
}

const noCutover = { records: '', amount: '', lastBilled: '', accounts: 0, unrated: 0, openSessions: 0 };

/** A count in a text; 0 for what is none. */
const countIn = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : 0);

/** Accounts whose cutover is not that of the kind of usage. `add` takes the figures of all kinds first. */
export function createCutover() {
  const kinds = new Map<string, KindCutover>();
  return {
    add({ kind = '', last_billed_usage = '', records = '', amount = '' }: Row): void {
      kinds.set(kind, { ...noCutover, kind, records, amount, lastBilled: last_billed_usage });
    },
    /** Each kind, with the accounts that were asked for so far. */
    totals: (): KindCutover[] => [...kinds.values()],
    /** The row of an account that differs or has usage without an end; null for every other account. */
    rowOf({ account = '', kind = '', last_billed_usage = '', unrated = '', open_sessions = '' }: Row): Row | null {
      const total = kinds.get(kind) ?? { ...noCutover, kind };
      kinds.set(kind, total);
      const ofKind = total.lastBilled;
      total.unrated += countIn(unrated);
      total.openSessions += countIn(open_sessions);
      const why = [
        ...(last_billed_usage === '' ? ['never billed'] : []),
        ...(last_billed_usage !== '' && last_billed_usage !== ofKind ? ['billed until another time'] : []),
        ...(isSome(unrated) ? ['usage that is not rated'] : []),
        ...(isSome(open_sessions) ? ['sessions without an end'] : []),
      ];
      if (why.length === 0) return null;
      total.accounts += 1;
      const about = { account, kind, last_billed_usage, last_billed_of_kind: ofKind, unrated, open_sessions };
      return { ...about, why: why.join(', ') };
    },
  };
}
