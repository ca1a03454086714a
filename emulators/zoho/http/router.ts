import type { Params } from './call.ts';

/** What the router needs to know of an operation: its method and path. */
interface Callable {
  call: string;
}

interface Route<Operation> {
  operation: Operation;
  segments: string[];
}

export interface Match<Operation> {
  operation: Operation;
  params: Params;
}

export interface Router<Operation> {
  /** `known` is true if the path has an operation with another method. */
  match(method: string, path: string): Match<Operation> | { known: boolean };
  /** Whether a path without parameters, such as `/coql`, is exactly this path. */
  isLiteral(path: string): boolean;
}

const isParameter = (segment: string) => segment.startsWith('{');

/** Finds operations by method and path. From left to right, a literal segment has priority over a `{name}`. */
export function createRouter<Operation extends Callable>(operations: Operation[]): Router<Operation> {
  const byShape = new Map<string, Route<Operation>[]>();
  for (const operation of operations) {
    const [method = '', path = ''] = operation.call.split(' ');
    const segments = path.split('/').slice(1);
    const key = `${method} ${segments.length}`;
    byShape.set(key, [...(byShape.get(key) ?? []), { operation, segments }]);
  }
  const rank = ({ segments }: Route<Operation>) =>
    segments.map((segment) => (isParameter(segment) ? '1' : '0')).join('');
  for (const routes of byShape.values()) routes.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

  function find(method: string, given: string[]): Match<Operation> | null {
    for (const { operation, segments } of byShape.get(`${method} ${given.length}`) ?? []) {
      if (!segments.every((segment, place) => isParameter(segment) || segment === given[place])) continue;
      const params: Params = {};
      segments.forEach((segment, place) => {
        if (isParameter(segment)) params[segment.slice(1, -1)] = decode(given[place] ?? '');
      });
      return { operation, params };
    }
    return null;
  }
  const literals = new Set(operations.map(({ call }) => call.split(' ')[1]).filter((path) => !path?.includes('{')));
  return {
    isLiteral: (path) => literals.has(path),
    match(method, path) {
      const given = path.split('/').filter((segment) => segment !== '');
      const found = find(method, given);
      if (found) return found;
      return { known: methods.some((other) => other !== method && find(other, given) !== null) };
    },
  };
}

/** Keeps a path segment that is not correctly encoded as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
