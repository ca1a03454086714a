import { createTransport } from 'nodemailer';
import { ConnectorError } from '../error.ts';

export interface Mail {
  from: string;
  to: string[];
  /** Receivers whom the others don't see. */
  bcc?: string[];
  subject: string;
  text: string;
  /** The same for each attempt to send this mail, so that mail programs show a repeated one once. */
  messageId: string;
}

const timeoutMs = 20_000;
const isLoopback = (host: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(host);

/**
 * Sends a mail through an SMTP server, always encrypted except on this machine.
 *
 * @param server `smtps://user:password@host:port`, or `smtp:` for STARTTLS
 * @throws ConnectorError `unavailable` when the server does not take it; the message has no address
 */
export async function sendMail(server: string, mail: Mail): Promise<void> {
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
    await transport.sendMail({ ...mail, headers: { 'Auto-Submitted': 'auto-generated' } });
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    throw new ConnectorError('unavailable', `The mail server did not take the notice (${String(code ?? 'no code')}).`);
  } finally {
    transport.close();
  }
}
