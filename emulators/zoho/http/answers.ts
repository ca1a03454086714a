/** An answer to a call. Without `body` and `file` its body is empty. */
export interface Answer {
  status: number;
  body?: unknown;
  file?: { name: string; type: string; bytes: Buffer };
  /** Closes the connection instead of answering. */
  reset?: true;
}

export const connectionReset: Answer = { status: 0, reset: true };

/** Ends a call with an error answer. Thrown where the call turns out to be invalid. */
export class Rejection extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('rejected');
    this.answer = answer;
  }
}

/** An error of the whole request, in Zoho's envelope. */
export const failure = (status: number, code: string, message: string, details: object = {}): Answer => ({
  status,
  body: { code, details, message, status: 'error' },
});

export const invalidToken = () => failure(401, 'INVALID_TOKEN', 'invalid oauth token');
export const noAuthorisation = () => failure(401, 'AUTHENTICATION_FAILURE', 'Authentication failed');
export const invalidModule = () =>
  failure(400, 'INVALID_MODULE', 'the module name given seems to be invalid', { resource_path_index: 0 });
export const invalidUrl = () =>
  failure(404, 'INVALID_URL_PATTERN', 'Please check if the URL trying to access is a correct one');
export const tooManyRequests = () =>
  failure(429, 'TOO_MANY_REQUESTS', 'too many requests. please try again after some time');
export const internalError = () => failure(500, 'INTERNAL_ERROR', 'Internal Server Error');
export const unparsable = () =>
  failure(400, 'UNABLE_TO_PARSE_DATA_TYPE', 'either the request body or parameters is in wrong format');
export const missingParameter = (name: string) =>
  failure(400, 'REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', { param_name: name });
export const tooManyRecords = () =>
  failure(400, 'LIMIT_EXCEEDED', 'count of records in your request exceeds the limit', {
    maximum_length: 100,
    api_name: 'data',
  });
export const invalidMethod = () =>
  failure(400, 'INVALID_REQUEST_METHOD', 'The http request method type is not a valid one');
export const scopeMismatch = () => failure(401, 'OAUTH_SCOPE_MISMATCH', 'Unauthorized');
/** An unknown id in the path; `index` is the number of its path segment. */
export const invalidId = (index = 1) =>
  failure(400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: index });
export const missingKey = (name: string) =>
  failure(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: name, json_path: `$.${name}` });
/** What Zoho does and the emulator doesn't: never an answer as if it were done. */
export const notImitated = (what: string): Answer =>
  failure(501, 'NOT_SUPPORTED', `This emulator ${what}; its README lists what it does`);
export const noContent: Answer = { status: 204 };

/** The result of one record in a call. */
export interface Item {
  code: string;
  details: Record<string, unknown>;
  message: string;
  status: 'success' | 'error';
  [more: string]: unknown;
}

export const itemError = (code: string, message: string, details: Record<string, unknown>): Item => ({
  code,
  details,
  message,
  status: 'error',
});

export const itemSuccess = (message: string, details: Record<string, unknown>): Item => ({
  code: 'SUCCESS',
  details,
  message,
  status: 'success',
});

/** 201 or 200 if all items succeeded, 400 if none did, otherwise 207. docs: status-codes */
export function itemsAnswer(items: Item[], success: 200 | 201, key = 'data'): Answer {
  const failed = items.filter((item) => item.status === 'error').length;
  const status = failed === 0 ? success : failed === items.length ? 400 : 207;
  return { status, body: { [key]: items } };
}

/** A file with a content type that Zoho's clients accept for binary answers. */
export const binary = ({ name, bytes }: { name: string; bytes: Buffer }) => ({
  name,
  bytes,
  type: 'application/octet-stream',
});
