import { settings } from "@baton/runtime/config";
import { NonRetryableError } from "@baton/sdk";
import { createTransport, type NodemailerError, type SMTPSentMessageInfo } from "nodemailer";
import { z } from "zod";
import { jobSettings } from "./job-settings.ts";

export type MailMessage = {
  /** Two messages with one id are one message. */
  id: string;
  to: string[];
  subject: string;
  text: string;
  html: string | undefined;
};

export type SentMail = {
  messageId: string;
  accepted: string[];
  /** The others have got it: to send it again would send it to them twice. */
  rejected: { recipient: string; reason: string }[];
  /** What the server said at the end. */
  response: string;
};

const environment = z.object({ SMTP_URL: settings.SMTP_URL, SMTP_FROM: settings.SMTP_FROM });
const timeLimits = { connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 };

/** The SMTP server that `SMTP_URL` names. */
export class MailServer {
  readonly #url: string;
  readonly #from: string;

  constructor(url: string, from: string) {
    this.#url = url;
    this.#from = from;
  }

  /** @throws {NonRetryableError} which says what to set. */
  static fromEnvironment(): MailServer {
    const config = jobSettings(environment);
    return new MailServer(config.SMTP_URL, config.SMTP_FROM);
  }

  /**
   * Resolves when the server has taken the message for at least one recipient.
   * @throws {NonRetryableError} when it refuses for good (5xx); another error when it may take it later.
   */
  async send({ id, ...content }: MailMessage, signal: AbortSignal): Promise<SentMail> {
    // A connection of its own for each message: between two jobs of a key nothing may stay open.
    const transport = createTransport({ url: this.#url, ...timeLimits });
    const messageId = messageIdOf(id, this.#from);
    try {
      // A payload must not read files or fetch pages by what it says.
      const safety = { disableFileAccess: true, disableUrlAccess: true };
      return sentMail(await transport.sendMail({ ...content, ...safety, messageId, from: this.#from, signal }));
    } catch (err) {
      signal.throwIfAborted();
      throw failureOf(err as NodemailerError);
    }
  }
}

/** The same in every attempt, so that a server, or a reader's program, can drop a message that came twice. */
function messageIdOf(id: string, from: string): string {
  const domain = from.replace(/>$/, "").split("@").at(-1);
  return `<${id}@${domain}>`;
}

function sentMail({ messageId, accepted, rejectedErrors = [], response }: SMTPSentMessageInfo): SentMail {
  const rejected = rejectedErrors.map((err) => ({ recipient: String(err.recipient), reason: reasonOf(err) }));
  return { messageId, accepted: accepted.map(String), rejected, response };
}

function failureOf(err: NodemailerError): Error {
  const message = `The mail server does not take the message: ${reasonOf(err)}`;
  return err.permanent ? new NonRetryableError(message, { cause: err }) : new Error(message, { cause: err });
}

function reasonOf({ response, message }: NodemailerError): string {
  return response ?? message;
}
