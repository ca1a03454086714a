/** How the server pages and which faults it has. Real servers behave in each of these ways. */
export interface TmfBehaviour {
  /** `pageLimit` replaces the parameter `limit`; `cursor` accepts only its own links; `ignored` returns all records. */
  paging: 'offset' | 'pageLimit' | 'range' | 'cursor' | 'ignored';
  /** Page size if the request states none. */
  defaultLimit: number;
  /** Largest page size. A larger one is reduced to it without notice. */
  cap: number;
  /** Answers 206 for a page that is not the whole list. */
  partial: boolean;
  link: 'none' | 'absolute' | 'relative' | 'unquoted';
  /** `wrong` is half the number of records; `shrinks` counts only the records from this page on. */
  total: 'correct' | 'none' | 'wrong' | 'shrinks';
  /** Answer to a page after the end. */
  pastEnd: 'empty' | '416';
  /** Lists contain only ids and names. */
  shallow: boolean;
  /** Each page begins with the last record of the previous page. */
  overlap: boolean;
  /** Places in the list, from 0. A page that contains one of them answers 500. */
  broken: number[];
  /** Ids of records that answer 500 when they are requested alone. */
  brokenIds: string[];
  /** Ids of records that other records refer to, but that answer 404. */
  goneIds: string[];
  /** Records differ slightly from the specification. */
  nonStandard: boolean;
  gzip: boolean;
  /** Number of requests after which a token expires, whatever `expires_in` says. */
  tokenRequests: number;
  /** Every n-th request answers 429 and the next one 503; 0 for none. */
  throttled: number;
}

export const defaultBehaviour: TmfBehaviour = {
  paging: 'offset',
  defaultLimit: 10,
  cap: 1_000,
  partial: false,
  link: 'none',
  total: 'correct',
  pastEnd: 'empty',
  shallow: false,
  overlap: false,
  broken: [],
  brokenIds: [],
  goneIds: [],
  nonStandard: false,
  gzip: false,
  tokenRequests: Infinity,
  throttled: 0,
};
