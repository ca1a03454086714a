import { isAxiosError, type AxiosInstance } from 'axios';
import axiosRetry, { exponentialDelay, isNetworkError, isRetryableError, retryAfter } from 'axios-retry';

const maxRetries = 3;
/** A longer wait must not occupy a worker's slot. */
const maxWaitMs = 20_000;

const mayRecover = (status: number) => status === 429 || status >= 500;

/** Repeats requests that got 429, 5xx or no response. After the last attempt its response is returned, whatever it is. */
export function retryRequests(client: AxiosInstance): void {
  axiosRetry(client, {
    retries: maxRetries,
    validateResponse: ({ status }) => !mayRecover(status),
    retryCondition: (error) => {
      const status = error.response?.status;
      if (error.response && retryAfter(error) > maxWaitMs) return false;
      // A 500 is mostly permanent: it is tried once more, and then the caller asks for smaller pages.
      if (status === 500) return (error.config?.['axios-retry']?.retryCount ?? 0) < 1;
      return isNetworkError(error) || isRetryableError(error) || (status !== undefined && mayRecover(status));
    },
    retryDelay: (count, error) => exponentialDelay(count, error, 50),
  });
  client.interceptors.response.use(undefined, (error: unknown) => {
    if (isAxiosError(error) && error.response) return error.response;
    throw error;
  });
}
