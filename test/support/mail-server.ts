import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  /** Mails that arrived, the newest last. */
  mails: ParsedMail[];
  /** Who each of them was sent to, also those whom the mail does not name. */
  recipients: string[][];
  port: number;
  close(): Promise<void>;
}

/**
 * An SMTP server on this machine that takes every mail.
 * @param refuse the code of the answer for a receiver whom it does not take
 */
export async function startMailServer(refuse: (address: string) => number | null = () => null): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  const recipients: string[][] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    authOptional: true,
    onAuth: ({ username }, _, done) => done(null, { user: username }),
    onRcptTo({ address }, _, done) {
      const responseCode = refuse(address);
      done(responseCode === null ? null : Object.assign(new Error(`no ${address}`), { responseCode }));
    },
    onData: (stream, { envelope }, done) => {
      recipients.push(envelope.rcptTo.map(({ address }) => address));
      void simpleParser(stream).then((mail) => (mails.push(mail), done()));
    },
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.server.address() as AddressInfo).port));
  });
  return { mails, recipients, port, close: () => new Promise<void>((resolve) => server.close(resolve)) };
}
