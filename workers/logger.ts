import { TemporalFailure } from '@temporalio/common';
import { DefaultLogger, type Logger } from '@temporalio/worker';
import pino from 'pino';
import { ConnectorError } from '../connectors/error.ts';
import { describeForeign } from '../connectors/foreign-error.ts';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * An error for the log. Only our own texts pass: those of connectors, and those of Temporal's failures, which
 * `activities/failures.ts` writes. Of any other error the class, the code and our lines of code remain.
 */
export function describeError(error: unknown): string {
  if (error instanceof ConnectorError) return error.message;
  if (!(error instanceof TemporalFailure)) return describeForeign(error);
  return error.cause ? `${error.message}: ${describeError(error.cause)}` : error.message;
}

const withoutForeignTexts = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? describeError(value) : value]),
  );

/** Logs as JSON lines. Fields that may hold credentials, and texts of other systems, are removed before a line is written. */
export function createLogger(
  level: string,
  destination: pino.DestinationStream = pino.destination({ dest: 2, sync: true }),
): { pino: pino.Logger; temporal: Logger } {
  const log = pino(
    {
      level,
      base: null,
      formatters: { log: withoutForeignTexts },
      hooks: {
        // An error in place of the fields would become the message.
        logMethod(args, log) {
          const [first, ...rest] = args as unknown[];
          const fields = first instanceof Error ? { err: first } : first;
          log.apply(this, [fields, ...rest] as Parameters<typeof log>);
        },
      },
      redact: {
        paths: ['*.config', '*.request', '*.response', '*.headers', '*.token', '*.clientSecret', '*.refreshToken'],
        remove: true,
      },
    },
    destination,
  );
  const temporal = new DefaultLogger('INFO', ({ level: at, message, meta }) => log[levels[at]](meta ?? {}, message));
  return { pino: log, temporal };
}
