import { z } from 'zod';

const Environment = z.object({
  PORTAGE_LEDGER_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** The address in people's browsers, such as https://portage.example.com. */
  PORTAGE_CONSOLE_ORIGIN: z.url({ protocol: /^https?$/ }).default('http://localhost:8480'),
  /** `host:port` that the server listens on. */
  PORTAGE_CONSOLE_LISTEN: z
    .string()
    .regex(/^[^\s:]+:\d{1,5}$/, 'must be host:port')
    .default('127.0.0.1:8480'),
  /** Issuer of the OpenID provider that people sign in with. */
  PORTAGE_CONSOLE_ISSUER: z.url({ protocol: /^https?$/ }),
  PORTAGE_CONSOLE_CLIENT_ID: z.string().min(1).default('portage-console'),
  /** Only for clients that the provider gave a secret. */
  PORTAGE_CONSOLE_CLIENT_SECRET: z.string().min(1).optional(),
  /** Name of the claim with a person's e-mail address. */
  PORTAGE_CONSOLE_EMAIL_CLAIM: z.string().min(1).default('email'),
  /** `false` for a provider that never sends `email_verified` and whose addresses nobody else can set. */
  PORTAGE_CONSOLE_VERIFIED_EMAIL: z.stringbool().default(true),
  /** `true` behind a reverse proxy that sets X-Forwarded-For; without it the header is ignored. */
  PORTAGE_CONSOLE_BEHIND_PROXY: z.stringbool().default(false),
  /** Address of Temporal's web UI, for links. */
  PORTAGE_TEMPORAL_UI: z.url({ protocol: /^https?$/ }).optional(),
  PORTAGE_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export interface ConsoleOptions {
  ledgerUrl: string;
  /** Without a path. */
  origin: string;
  listen: { host: string; port: number };
  issuer: string;
  clientId: string;
  clientSecret: string | null;
  emailClaim: string;
  requireVerifiedEmail: boolean;
  isBehindProxy: boolean;
  temporalUi: string | null;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
}

const loopback = ['localhost', '127.0.0.1', '[::1]'];
export const isLoopback = (url: string): boolean => loopback.includes(new URL(url).hostname);

/**
 * Reads the console's configuration, without Temporal's, which is in the standard TEMPORAL_* variables and profiles.
 *
 * @throws {Error} with each variable that is missing or wrong; http is allowed on loopback only
 */
export function readOptions(environment: NodeJS.ProcessEnv): ConsoleOptions {
  const parsed = Environment.safeParse(environment);
  const problems = parsed.success
    ? [parsed.data.PORTAGE_CONSOLE_ORIGIN, parsed.data.PORTAGE_CONSOLE_ISSUER]
        .filter((url) => url.startsWith('http:') && !isLoopback(url))
        .map((url) => `${url}: only https is allowed, except on this machine`)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (!parsed.success || problems.length > 0) {
    throw new Error(
      `The console can't start. Set these environment variables and start it again:\n${problems.join('\n')}`,
    );
  }
  const { data } = parsed;
  const [host = '', port] = data.PORTAGE_CONSOLE_LISTEN.split(':');
  return {
    ledgerUrl: data.PORTAGE_LEDGER_URL,
    origin: new URL(data.PORTAGE_CONSOLE_ORIGIN).origin,
    listen: { host, port: Number(port) },
    issuer: data.PORTAGE_CONSOLE_ISSUER,
    clientId: data.PORTAGE_CONSOLE_CLIENT_ID,
    clientSecret: data.PORTAGE_CONSOLE_CLIENT_SECRET ?? null,
    emailClaim: data.PORTAGE_CONSOLE_EMAIL_CLAIM,
    requireVerifiedEmail: data.PORTAGE_CONSOLE_VERIFIED_EMAIL,
    isBehindProxy: data.PORTAGE_CONSOLE_BEHIND_PROXY,
    temporalUi: data.PORTAGE_TEMPORAL_UI ?? null,
    logLevel: data.PORTAGE_LOG_LEVEL,
  };
}

/** The part of the options that the sign-in needs. */
export const signInProvider = ({
  issuer,
  clientId,
  clientSecret,
  origin,
  emailClaim,
  requireVerifiedEmail,
}: ConsoleOptions) => ({ issuer, clientId, clientSecret, origin, emailClaim, requireVerifiedEmail });
