/** A part of a page, in the order in which it is drawn. */
export type Block =
  | { kind: 'heading'; tag: string; text: string }
  /** `bullets`: how deep in lists it is. */
  | { kind: 'text'; text: string; bullets: number }
  /** The first row has the names of the columns. */
  | { kind: 'table'; rows: string[][] };
