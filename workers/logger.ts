import { DefaultLogger, type Logger } from '@temporalio/worker';
import pino from 'pino';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Logs as JSON lines on stderr. Fields that may hold credentials are removed before a line is written. */
export function createLogger(level: string): { pino: pino.Logger; temporal: Logger } {
  const log = pino(
    {
      level,
      base: null,
      redact: {
        paths: ['*.config', '*.request', '*.response', '*.headers', '*.token', '*.clientSecret', '*.refreshToken'],
        remove: true,
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
  const temporal = new DefaultLogger('INFO', ({ level: at, message, meta }) => log[levels[at]](meta ?? {}, message));
  return { pino: log, temporal };
}
