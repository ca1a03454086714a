import { types } from 'node:util';
import { TemporalFailure } from '@temporalio/common';
import { DefaultLogger, type Logger } from '@temporalio/worker';
import pino from 'pino';
import pretty from 'pino-pretty';
import { ConnectorError } from '../connectors/error.ts';
import { describeForeign } from '../connectors/foreign-error.ts';
import { placeOf } from './correlation.ts';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

export type LogFormat = 'json' | 'pretty';

/**
 * An error for the log. Only our own texts pass: those of connectors, and those of Temporal's failures, which
 * `activities/failures.ts` writes. Of any other error the class, the code and our lines of code remain.
 */
export function describeError(error: unknown): string {
  if (error instanceof ConnectorError) return error.message;
  if (!(error instanceof TemporalFailure)) return describeForeign(error);
  return error.cause ? `${error.message}: ${describeError(error.cause)}` : error.message;
}

/**
 * An error of a workflow. Its class is lost on the way from the workflow's sandbox, and its texts are our own, because no
 * value of a record is in a workflow.
 */
function describeWorkflowError(error: Error): string {
  return types.isNativeError(error.cause) ? `${error.message}: ${describeWorkflowError(error.cause)}` : error.message;
}

function fieldsForLog(fields: Record<string, unknown>): Record<string, unknown> {
  const isOfWorkflow = 'workflowType' in fields && !('activityType' in fields);
  const describe = isOfWorkflow ? describeWorkflowError : describeError;
  return {
    ...placeOf(fields['workflowId']),
    ...Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, types.isNativeError(value) ? describe(value) : value]),
    ),
  };
}

/** Where log lines go: to stderr, as JSON or in a form for people. */
export const logDestination = (format: LogFormat): pino.DestinationStream =>
  format === 'json'
    ? pino.destination({ dest: 2, sync: true })
    : pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss.l', singleLine: true });

/**
 * Logs one line per event, with the time in ISO 8601, the name of the level, and the engagement, run, module and lane that
 * it is about. Fields that may hold credentials, and texts of other systems, are removed before a line is written.
 */
export function createLogger(
  level: string,
  destination: pino.DestinationStream,
): { pino: pino.Logger; temporal: Logger } {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (name) => ({ level: name }), log: fieldsForLog },
      hooks: {
        // An error in place of the fields would become the message.
        logMethod(args, log) {
          const [first, ...rest] = args as unknown[];
          const fields = types.isNativeError(first) ? { err: first } : first;
          log.apply(this, [fields, ...rest] as Parameters<typeof log>);
        },
      },
      redact: {
        paths: [
          ...['*.config', '*.request', '*.response', '*.headers', '*.token', '*.clientSecret', '*.refreshToken'],
          // Fields of Temporal that tell a reader nothing.
          ...['taskToken', 'isLocal'],
        ],
        remove: true,
      },
    },
    destination,
  );
  const temporal = new DefaultLogger('TRACE', ({ level: at, message, meta }) => log[levels[at]](meta ?? {}, message));
  return { pino: log, temporal };
}
