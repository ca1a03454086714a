import { createTransport } from 'nodemailer';
import { ConnectorError } from '../error.ts';

export interface Mail {
  from: string;
  to: string[];
  /** Receivers whom the others don't see. With them, the mail goes to nobody else: `to` is only what they read. */
  bcc?: string[];
  subject: string;
  text: string;
  /** The same for each attempt to send this mail, so that mail programs show a repeated one once. */
  messageId: string;
}

/** Receivers whom the server did not take, while it took the mail for the others. */
export interface Refused {
  addresses: string[];
  /** The server will not take any of them later. */
  isFinal: boolean;
}

const timeoutMs = 20_000;
const isLoopback = (host: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(host);

/**
 * Sends a mail through an SMTP server, always encrypted except on this machine.
 *
 * @param server `smtps://user:password@host:port`, or `smtp:` for STARTTLS
 * @throws ConnectorError `unavailable` when the server does not take it; the message has no address
 */
export async function sendMail(server: string, { bcc, ...mail }: Mail): Promise<Refused> {
  const { protocol, hostname, port, username, password } = new URL(server);
  const isEncrypted = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname,
    port: Number(port) || (isEncrypted ? 465 : 587),
    secure: isEncrypted,
    requireTLS: !isEncrypted && !isLoopback(hostname),
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  try {
    const envelope = bcc && { envelope: { from: mail.from, to: bcc } };
    return refusedIn(
      await transport.sendMail({ ...mail, ...envelope, headers: { 'Auto-Submitted': 'auto-generated' } }),
    );
  } catch (error) {
    const { code } = error as { code?: unknown };
    // Nobody was taken.
    if (code === 'EENVELOPE' && refusedIn(error as Answer).addresses.length > 0) return refusedIn(error as Answer);
    throw new ConnectorError('unavailable', `The mail server did not take the notice (${String(code ?? 'no code')}).`);
  } finally {
    transport.close();
  }
}

/** What the server said of receivers, in its answer or in the error that none was taken. */
interface Answer {
  rejected?: (string | { address: string })[] | undefined;
  rejectedErrors?: { responseCode?: number | undefined }[] | undefined;
}

function refusedIn({ rejected = [], rejectedErrors = [] }: Answer): Refused {
  return {
    addresses: rejected.map((one) => (typeof one === 'string' ? one : one.address)),
    isFinal: rejectedErrors.every(({ responseCode = 0 }) => responseCode >= 500),
  };
}
