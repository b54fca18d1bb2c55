import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { NonRetryableError } from "@baton/sdk";
import { RecordedContext } from "@baton/sdk/testing";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { expect, onTestFinished, test, vi } from "vitest";
import { email } from "./email.ts";
import type { SentMail } from "./mail-server.ts";

type Received = { to: string[]; content: string };

/** A mail server on loopback that `SMTP_URL` names, and the messages that it has taken. */
async function setup(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: async (stream, { envelope }, done) => {
      received.push({ to: envelope.rcptTo.map(({ address }) => address), content: await text(stream) });
      done(null, "taken");
    },
    ...options,
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await new Promise<void>((resolve) => server.close(resolve));
  });
  const { port } = server.server.address() as AddressInfo;
  vi.stubEnv("SMTP_URL", `smtp://127.0.0.1:${port}`);
  vi.stubEnv("SMTP_FROM", "Baton <jobs@baton.example>");
  return { received, port, server };
}

const message = { to: "ann@example.org", subject: "Settled", text: "All is well." };

async function run(payload: unknown, ctx = new RecordedContext("email")) {
  return (await email.run(email.input.parse(payload), ctx)) as SentMail;
}

const failure = (running: Promise<unknown>): Promise<unknown> => running.then(() => undefined).catch((err) => err);

/** An answer of the server to one of its commands. */
const reply = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

test("a message reaches every recipient, with text and HTML", async () => {
  const { received } = await setup();
  const ctx = new RecordedContext("email");
  const to = ["ann@example.org", "bob@example.org"];
  const sent = await run({ ...message, to, subject: "Settled: 100 %", html: "<p>All is well.</p>" }, ctx);

  expect(sent).toEqual({
    messageId: `<${ctx.job.jobId}@baton.example>`,
    accepted: to,
    rejected: [],
    response: expect.stringMatching(/^250 .*taken/),
  });
  expect(received.map((mail) => mail.to)).toEqual([to]);
  const content = received[0]?.content ?? "";
  expect(content).toMatch(/^From: Baton <jobs@baton\.example>\r$/m);
  expect(content).toMatch(/^To: ann@example\.org, bob@example\.org\r$/m);
  expect(content).toMatch(/^Subject: Settled: 100 %\r$/m);
  expect(content).toMatch(/^All is well\.\r$/m);
  expect(content).toMatch(/^<p>All is well\.<\/p>\r$/m);
  expect(ctx.steps).toMatchObject([{ name: "Send", message: "Send to 2 recipients" }]);
});

test("each attempt of a job sends the same Message-ID, and a recorded sending is not repeated", async () => {
  const { received } = await setup();
  const first = new RecordedContext("email");
  const sent = await run(message, first);
  // The server took the message, and the worker died before that was on the record.
  const again = Object.assign(new RecordedContext("email"), { job: first.job });
  expect((await run(message, again)).messageId).toBe(sent.messageId);
  expect(received.map(({ content }) => /^Message-ID: (.*)\r$/m.exec(content)?.[1])).toEqual([
    sent.messageId,
    sent.messageId,
  ]);
  expect(await run(message, new RecordedContext("email", first.steps))).toEqual(sent);
  expect(received.length).toBe(2);
});

test.each([
  ["the greeting", { onConnect: (_session, done) => done(reply(421, "too busy")) }, "421"],
  ["the recipient", { onRcptTo: (_to, _session, done) => done(reply(450, "grey-listed")) }, "450 grey-listed"],
  [
    "the content",
    { onData: (stream, _session, done) => stream.resume().on("end", () => done(reply(452, "disk full"))) },
    "452 disk full",
  ],
] satisfies [string, SMTPServerOptions, string][])(
  "a reply of 4xx to %s is a failure that another attempt may mend",
  async (_what, options, reason) => {
    await setup(options);
    const ctx = new RecordedContext("email");
    const err = await failure(run(message, ctx));
    expect(err).toMatchObject({ name: "Error", message: expect.stringContaining(reason) });
    expect(ctx.steps).toEqual([]);
  },
);

test.each([
  ["the sender", { onMailFrom: (_from, _session, done) => done(reply(550, "not from you")) }, "550 not from you"],
  ["the recipient", { onRcptTo: (_to, _session, done) => done(reply(550, "no such user")) }, "550 no such user"],
  [
    "the content",
    { onData: (stream, _session, done) => stream.resume().on("end", () => done(reply(554, "spam"))) },
    "554 spam",
  ],
] satisfies [string, SMTPServerOptions, string][])("a reply of 5xx to %s is final", async (_what, options, reason) => {
  await setup(options);
  const err = await failure(run(message));
  expect(err).toBeInstanceOf(NonRetryableError);
  expect((err as Error).message).toContain(reason);
});

test("a refused password is final, and is not repeated", async () => {
  const { port } = await setup({
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(reply(535, "who are you")),
  });
  vi.stubEnv("SMTP_URL", `smtp://user:secret-word@127.0.0.1:${port}`);
  const err = await failure(run(message));
  expect(err).toBeInstanceOf(NonRetryableError);
  expect((err as Error).message).toContain("535 who are you");
  expect((err as Error).message).not.toContain("secret-word");
});

test("a recipient that is rejected beside others is told; the others have got the message", async () => {
  const { received } = await setup({
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith("bob") ? done(reply(550, "no such user")) : done(null),
  });
  const ctx = new RecordedContext("email");
  const sent = await run({ ...message, to: ["ann@example.org", "bob@example.org"] }, ctx);
  expect(sent).toMatchObject({
    accepted: ["ann@example.org"],
    rejected: [{ recipient: "bob@example.org", reason: "550 no such user" }],
  });
  expect(received.map(({ to }) => to)).toEqual([["ann@example.org"]]);
  expect(ctx.logged).toEqual(["The mail server rejects bob@example.org: 550 no such user"]);
});

test("a server that is away is a failure that another attempt may mend", async () => {
  const { server } = await setup();
  await new Promise<void>((resolve) => server.close(resolve));
  expect(await failure(run(message))).toMatchObject({
    name: "Error",
    message: expect.stringContaining("ECONNREFUSED"),
  });
});

test("a sending ends, and its connection with it, when the attempt must", async () => {
  const ctx = new RecordedContext("email");
  const { server } = await setup({ onData: () => ctx.abort("timed-out") });
  await expect(run(message, ctx)).rejects.toThrow("The attempt must end: timed-out");
  await vi.waitFor(() => expect(server.connections.size).toBe(0));
});

test("without a mail server the job says what to set", async () => {
  vi.stubEnv("SMTP_URL", "");
  vi.stubEnv("SMTP_FROM", "");
  onTestFinished(() => void vi.unstubAllEnvs());
  const err = await failure(run(message));
  expect(err).toBeInstanceOf(NonRetryableError);
  expect((err as Error).message).toContain("SMTP_URL: expected smtp://user:password@host:port");
  expect((err as Error).message).toContain("SMTP_FROM: expected the sender's address");
});

test.each([
  [{ ...message, to: "ann" }, "to"],
  [{ ...message, to: [] }, "to"],
  [{ ...message, to: "ann@example.org, bob@example.org" }, "to"],
  [{ ...message, subject: "a\r\nBcc: eve@example.org" }, "one line"],
  [{ ...message, subject: "" }, "subject"],
  [{ to: message.to, subject: "no text" }, "text"],
])("a payload that does not fit is refused: %j", (payload, reason) => {
  expect(email.input.safeParse(payload).error?.message).toContain(reason);
});
