import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Exchange } from '../../../emulators/zoho/server.ts';

/** Zoho's OpenAPI files. They are next to the project, not part of it. */
const folder = join(import.meta.dirname, '../../../../shared/specs/zoho-crm-v8');

export const specsArePresent = existsSync(folder);

/** A place where an answer differs from the files. */
export interface Difference {
  /** `METHOD /path` as in the files. */
  operation: string;
  /** Path of an invalid or missing value in the answer. `[]` means any entry of a list. */
  at: string;
}

type Json = Record<string, unknown>;
interface SpecOperation {
  name: string;
  method: string;
  path: RegExp;
  /** Number of literal path segments. Of several matching paths, the one with the most is the right one. */
  literals: number;
  /** References to the schemas of the answers. */
  shapes: { status: number; ref: string }[];
}

/** Error codes that any operation can answer. docs: status-codes */
const common = new Set([
  ...['AUTHENTICATION_FAILURE', 'INVALID_TOKEN', 'OAUTH_SCOPE_MISMATCH', 'NO_PERMISSION', 'AUTHORIZATION_FAILED'],
  ...['INVALID_MODULE', 'INVALID_URL_PATTERN', 'INVALID_REQUEST_METHOD', 'NOT_SUPPORTED'],
  ...['TOO_MANY_REQUESTS', 'INTERNAL_ERROR'],
]);
const envelope = {
  type: 'object',
  required: ['code', 'details', 'message', 'status'],
  properties: { code: { enum: [...common] }, details: { type: 'object' }, message: { type: 'string' } },
};

/** Reads the files. Schemas are compiled when they are needed. */
function readSpecs(): { operations: SpecOperation[]; shapeAt: (ref: string) => ValidateFunction } {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addFormat('int64', true).addFormat('int32', true).addFormat('double', true);
  ajv.addSchema({ $id: 'common', ...envelope });
  const operations: SpecOperation[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const spec = adapted(JSON.parse(readFileSync(join(folder, file), 'utf8')), file) as Json;
    ajv.addSchema({ ...spec, $id: file });
    for (const [path, methods] of Object.entries(spec['paths'] as Json)) {
      if (!path.startsWith('/crm/')) continue;
      for (const [method, operation] of Object.entries(methods as Json)) {
        const responses = (operation as Json)['responses'] as Json | undefined;
        if (!responses) continue;
        operations.push({
          name: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
          literals: path.split('/').filter((segment) => !segment.startsWith('{')).length,
          shapes: Object.entries(responses).flatMap(([status, response]) =>
            shapesOf(file, ['paths', path, method, 'responses', status], response as Json).map((ref) => ({
              status: Number(status),
              ref,
            })),
          ),
        });
      }
    }
  }
  const compiled = new Map<string, ValidateFunction>();
  const shapeAt = (ref: string) => {
    const found = compiled.get(ref) ?? ajv.compile({ $ref: ref });
    compiled.set(ref, found);
    return found;
  };
  return { operations, shapeAt };
}

function shapesOf(file: string, place: string[], response: Json): string[] {
  const pointer = (keys: string[]) =>
    `${file}#/${keys.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
  const referred = response['$ref'];
  if (typeof referred === 'string') return [`${referred}/content/application~1json/schema`];
  const json = (response['content'] as Json | undefined)?.['application/json'] as Json | undefined;
  return json?.['schema'] ? [pointer([...place, 'content', 'application/json', 'schema'])] : [];
}

/**
 * Converts a file to JSON Schema. References name the file. `oneOf` becomes `anyOf`, because without required properties
 * several choices match. Any value may be null, because the files do not mark all values that are null in Zoho's samples.
 */
function adapted(value: unknown, file: string): unknown {
  if (Array.isArray(value)) return value.map((one) => adapted(one, file));
  if (typeof value !== 'object' || value === null) return value;
  const { nullable: _, oneOf, $ref, ...rest } = value as Json;
  const schema: Json = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, adapted(one, file)]));
  if (typeof schema['type'] === 'string') schema['type'] = [schema['type'], 'null'];
  if (Array.isArray(schema['enum'])) schema['enum'] = [...(schema['enum'] as unknown[]), null];
  if (Array.isArray(oneOf)) schema['anyOf'] = adapted(oneOf, file);
  if (typeof $ref === 'string') {
    const [whole = '', pointer = ''] = $ref.split('#');
    schema['$ref'] = `${whole === '' ? file : basename(whole)}#${pointer}`;
  }
  return schema;
}

let specs: ReturnType<typeof readSpecs> | undefined;

/** Every operation of the files, as `METHOD /path`. */
export const specOperations = (): string[] => {
  specs ??= readSpecs();
  return specs.operations.map((operation) => operation.name);
};

/** How an answer differs from the most similar schema of its operation. Empty for operations that are not in the files. */
export function differencesOf({ method, path, status, body }: Exchange): Difference[] {
  if (body === undefined || body === null) return [];
  specs ??= readSpecs();
  const { operations, shapeAt } = specs;
  const matching = operations.filter((one) => one.method === method && one.path.test(path));
  const most = Math.max(...matching.map((one) => one.literals));
  const [first, ...others] = matching.filter((one) => one.literals === most);
  if (!first) return [];
  if (common.has(String((body as Json)['code']))) {
    return compare('any operation', shapeAt('common'), body);
  }
  const all = [first, ...others].flatMap((one) => one.shapes);
  // Errors of single items may use the schema of a success, an error of the whole call doesn't.
  const isCallError = status >= 400 && typeof (body as Json)['code'] === 'string';
  const fits = (shape: number) => (isCallError ? shape >= 400 : status >= 400 || shape < 400);
  const refs = all.filter((shape) => fits(shape.status)).map((shape) => shape.ref);
  const found = refs.map((ref) => compare(first.name, shapeAt(ref), body));
  return found.sort((a, b) => a.length - b.length)[0] ?? [];
}

function compare(operation: string, shape: ValidateFunction, body: unknown): Difference[] {
  if (shape(body)) return [];
  const places = new Set(deepest(shape.errors ?? []).map(placeOf));
  return [...places].map((at) => ({ operation, at }));
}

/** Only the errors at the deepest paths. The others only say that no choice of an `anyOf` matches. */
function deepest(errors: ErrorObject[]): ErrorObject[] {
  const own = errors.filter((error) => error.keyword !== 'anyOf');
  return own.filter((error) => !own.some((deeper) => deeper.instancePath.startsWith(`${error.instancePath}/`)));
}

function placeOf({ instancePath, params }: ErrorObject): string {
  const missing = params['missingProperty'] as string | undefined;
  const place = `${instancePath}${missing === undefined ? '' : `/${missing}`}`;
  return place.replaceAll(/\/\d+/g, '[]').replaceAll('/', '.').replace(/^\./, '') || 'body';
}

/** The differences that the emulator's README lists as `| operation | places | reason |`. `*` matches any text. */
const listed = [
  ...readFileSync(join(import.meta.dirname, '../../../emulators/zoho/README.md'), 'utf8').matchAll(
    /^\| `([^`]+)` +\| ((?:`[^`]+`(?:, )?)+) +\| [^|]+\|$/gm,
  ),
].map(([, operation = '', places = '']) => ({
  operation: patternOf(operation),
  places: [...places.matchAll(/`([^`]+)`/g)].map(([, place = '']) => patternOf(place)),
}));

function patternOf(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[$()[\]{}.?+^|\\]/g, '\\$&').replaceAll('*', '.*')}$`);
}

/** Differences that the README does not list. */
export const unlisted = (exchange: Exchange): Difference[] =>
  differencesOf(exchange).filter(
    ({ operation, at }) =>
      !listed.some((row) => row.operation.test(operation) && row.places.some((place) => place.test(at))),
  );
