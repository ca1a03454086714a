import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';

const agents = { httpAgent: new HttpAgent({ keepAlive: true }), httpsAgent: new HttpsAgent({ keepAlive: true }) };

/** An axios instance for one host of Zoho: bodies come as text whatever the status, and are read by the caller. */
export const openHost = (baseURL: string, timeoutMs: number): AxiosInstance =>
  axios.create({
    ...agents,
    baseURL,
    timeout: timeoutMs,
    responseType: 'text',
    transformResponse: (text: string) => text,
    validateStatus: () => true,
    maxBodyLength: Infinity,
  });
