import pino from 'pino';
import pretty from 'pino-pretty';
import type { Exchange } from './server.ts';

/** The emulator's log on stderr: one line for each call. Bodies and queries hold values of records, so they are left out. */
export function openLog(): { log: pino.Logger; watch: (exchange: Exchange) => void } {
  const destination = process.stderr.isTTY
    ? pretty({ destination: 2, translateTime: 'SYS:HH:MM:ss.l', singleLine: true })
    : pino.destination({ dest: 2, sync: false });
  const log = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (name) => ({ level: name }) },
    },
    destination,
  );
  return {
    log,
    watch({ org, method, path, status, body, ms }) {
      log[status >= 400 ? 'warn' : 'info']({ org, method, path, status, ...refusalOf(body), ms }, 'call');
    },
  };
}

/** The code of a call that was refused, and how often each code refused a record of it. */
function refusalOf(body: unknown): { code?: unknown; records?: Record<string, number> } {
  if (typeof body !== 'object' || body === null) return {};
  if ('code' in body) return { code: body.code };
  if (!('data' in body) || !Array.isArray(body.data)) return {};
  const records: Record<string, number> = {};
  for (const one of body.data as { status?: unknown; code?: unknown }[])
    if (one?.status === 'error') records[String(one.code)] = (records[String(one.code)] ?? 0) + 1;
  return Object.keys(records).length === 0 ? {} : { records };
}
