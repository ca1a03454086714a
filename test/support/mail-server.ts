import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  /** Mails that arrived, the newest last. */
  mails: ParsedMail[];
  port: number;
  close(): Promise<void>;
}

/** An SMTP server on this machine that takes every mail. */
export async function startMailServer(): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    authOptional: true,
    onAuth: ({ username }, _, done) => done(null, { user: username }),
    onData: (stream, _, done) => void simpleParser(stream).then((mail) => (mails.push(mail), done())),
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.server.address() as AddressInfo).port));
  });
  return { mails, port, close: () => new Promise<void>((resolve) => server.close(resolve)) };
}
