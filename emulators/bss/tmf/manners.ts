/** How a server pages and misbehaves. Each was seen in the wild. */
export interface Manners {
  /** `pageLimit` is another name of `limit`; `ignored` gives everything; `cursor` knows only the links that it gives. */
  paging: 'offset' | 'pageLimit' | 'range' | 'cursor' | 'ignored';
  /** Records of a page that was not asked for a size. */
  defaultLimit: number;
  /** Records of a page at most, whatever is asked for; nothing tells. */
  cap: number;
  /** 206 for a page that is not all. */
  partial: boolean;
  link: 'none' | 'absolute' | 'relative' | 'unquoted';
  total: 'right' | 'none' | 'lies' | 'shrinks';
  /** What a page behind the end answers. */
  pastEnd: 'empty' | '416';
  /** Lists have ids and names only. */
  shallow: boolean;
  /** A page begins with the last record of the one before. */
  overlap: boolean;
  /** Places, from 0, whose record can't be given: any page with one answers 500. */
  broken: number[];
  /** Ids of records that answer 500 when they are asked for alone. */
  brokenIds: string[];
  /** Ids of records that others refer to, and that are not there. */
  goneIds: string[];
  /** Shapes that are not quite those of the specification. */
  dirty: boolean;
  gzip: boolean;
  /** Requests after which a token ends, whatever was promised. */
  tokenRequests: number;
  /** Every so-many-th request answers 429, and the one after it 503; 0 for none. */
  throttled: number;
}

export const goodManners: Manners = {
  paging: 'offset',
  defaultLimit: 10,
  cap: 1_000,
  partial: false,
  link: 'none',
  total: 'right',
  pastEnd: 'empty',
  shallow: false,
  overlap: false,
  broken: [],
  brokenIds: [],
  goneIds: [],
  dirty: false,
  gzip: false,
  tokenRequests: Infinity,
  throttled: 0,
};
