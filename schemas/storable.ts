/** What the ledger can hold: Postgres has no NUL in texts, and JSON is exchanged as valid Unicode. */
export const isStorable = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text);

export const notStorable = 'must not have a NUL character or half of a character';

/** A text as the ledger can hold it. */
export const toStorable = (text: string): string => text.replace(/[\0\p{Surrogate}]/gu, '\ufffd');
