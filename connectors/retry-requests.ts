import { isAxiosError, type AxiosInstance, type AxiosResponse } from 'axios';
import axiosRetry, { exponentialDelay, isNetworkError, isRetryableError, retryAfter } from 'axios-retry';

const maxRetries = 3;
/** A longer wait must not occupy a worker's slot. */
const maxWaitMs = 20_000;

const mayRecover = (status: number) => status === 429 || status >= 500;

/** A response whose transfer broke off has no body, not even an empty one. */
const isIncomplete = (response: AxiosResponse<unknown> | undefined) => response?.data === undefined;

/** Repeats requests that got 429, 5xx or no complete response. The last complete response is returned, whatever it is. */
export function retryRequests(client: AxiosInstance): void {
  axiosRetry(client, {
    retries: maxRetries,
    validateResponse: (response) => !mayRecover(response.status) && !isIncomplete(response),
    retryCondition: (error) => {
      const status = error.response?.status;
      if (error.response && retryAfter(error) > maxWaitMs) return false;
      // A 500 is mostly permanent: it is tried once more, and then the caller asks for smaller pages.
      if (status === 500) return (error.config?.['axios-retry']?.retryCount ?? 0) < 1;
      if (isNetworkError(error) || isRetryableError(error)) return true;
      return isIncomplete(error.response) || (status !== undefined && mayRecover(status));
    },
    retryDelay: (count, error) => exponentialDelay(count, error, 50),
  });
  client.interceptors.response.use(undefined, (error: unknown) => {
    if (isAxiosError(error) && !isIncomplete(error.response)) return error.response;
    throw error;
  });
}
