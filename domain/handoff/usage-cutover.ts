/** Where billing goes on, for a kind of usage or an account. Texts by column, as the profile's queries name them. */
type Row = Partial<Record<string, string>>;

export const cutoverColumns = [
  ...['account', 'kind', 'last_billed_usage', 'last_billed_of_kind', 'unrated', 'open_sessions', 'why'],
] as const;

const isSome = (count: string): boolean => /[1-9]/.test(count);

/** Accounts whose cutover is not that of the kind of usage. `add` takes the figures of all kinds first. */
export function createCutover() {
  const kinds = new Map<string, string>();
  return {
    add({ kind = '', last_billed_usage = '' }: Row): void {
      kinds.set(kind, last_billed_usage);
    },
    /** The row of an account that differs or has usage without an end; null for every other account. */
    rowOf({ account = '', kind = '', last_billed_usage = '', unrated = '', open_sessions = '' }: Row): Row | null {
      const ofKind = kinds.get(kind) ?? '';
      const why = [
        ...(last_billed_usage === '' ? ['never billed'] : []),
        ...(last_billed_usage !== '' && last_billed_usage !== ofKind ? ['billed until another time'] : []),
        ...(isSome(unrated) ? ['usage that is not rated'] : []),
        ...(isSome(open_sessions) ? ['sessions without an end'] : []),
      ];
      if (why.length === 0) return null;
      const about = { account, kind, last_billed_usage, last_billed_of_kind: ofKind, unrated, open_sessions };
      return { ...about, why: why.join(', ') };
    },
  };
}
