import { defineJob } from "@baton/sdk";
import { z } from "zod";

const address = z.email().max(254);

const input = z.object({
  to: z.union([address, z.array(address).min(1).max(50)]),
  subject: z
    .string()
    .min(1)
    .max(500)
    .regex(/^\P{Cc}*$/u, "expected one line"),
  text: z.string().max(500_000),
  /** Sent beside the text; whoever reads mail chooses. */
  html: z.string().max(500_000).optional(),
});

export const email = defineJob({
  type: "email",
  description: "Sends one message by SMTP.",
  input,
  async run({ to, subject, text, html }, ctx) {
    // Only now: a thread that runs other jobs need not load it.
    const { MailServer } = await import("./mail-server.ts");
    const server = MailServer.fromEnvironment();
    const recipients = [to].flat();
    const message = { id: ctx.job.jobId, to: recipients, subject, text, html };
    const sent = await ctx.step("Send", () => server.send(message, ctx.signal), {
      message: `Send to ${recipients.length === 1 ? "1 recipient" : `${recipients.length} recipients`}`,
    });
    for (const { recipient, reason } of sent.rejected) ctx.log(`The mail server rejects ${recipient}: ${reason}`);
    return sent;
  },
});
