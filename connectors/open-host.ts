import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions } from 'node:https';
import axios, { type AxiosInstance } from 'axios';

const httpAgent = new HttpAgent({ keepAlive: true });
const httpsAgent = new HttpsAgent({ keepAlive: true });

/** An axios instance for one host. It returns every response as text, whatever its status; the caller parses it. */
export const openHost = (
  baseURL: string,
  timeoutMs: number,
  tls?: Pick<AgentOptions, 'cert' | 'key' | 'ca'>,
): AxiosInstance =>
  axios.create({
    httpAgent,
    httpsAgent: tls ? new HttpsAgent({ keepAlive: true, ...tls }) : httpsAgent,
    baseURL,
    timeout: timeoutMs,
    responseType: 'text',
    transformResponse: (text: string) => text,
    validateStatus: () => true,
    maxBodyLength: Infinity,
  });
