import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { text } from "node:stream/consumers";
import { setup } from "@baton/testing";
import { SMTPServer } from "smtp-server";
import { expect, onTestFinished, test } from "vitest";

async function portOf(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test("a worker sends the mail of an email job by the server of its settings", async () => {
  const received: string[] = [];
  const mail = new SMTPServer({
    logger: false,
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: async (stream, _session, done) => {
      received.push(await text(stream));
      done(null, "taken");
    },
  });
  const port = await portOf(mail.server);
  const system = await setup();
  await system.startWorker("worker-1", { SMTP_URL: `smtp://127.0.0.1:${port}`, SMTP_FROM: "jobs@baton.example" });

  const payload = { to: "ann@example.org", subject: "Settled", text: "All is well." };
  const { job, events } = await system.ended(await system.submit({ type: "email", payload }));
  const messageId = `<${job.jobId}@baton.example>`;
  expect(job).toMatchObject({ status: "Completed", result: { messageId, accepted: ["ann@example.org"] } });
  expect(events.filter(({ status }) => status === "Step").map(({ step }) => step)).toEqual(["Send"]);
  expect(received).toEqual([expect.stringContaining(`Message-ID: ${messageId}`)]);
  await system.ledger();
});

test("a worker without a mail server fails an email job for good, saying what to set", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { SMTP_URL: "", SMTP_FROM: "" });
  const payload = { to: "ann@example.org", subject: "Settled", text: "All is well." };
  const { job } = await system.ended(await system.submit({ type: "email", payload }));
  expect(job).toMatchObject({ status: "DeadLettered", attempts: 1, error: { retryable: false } });
  expect(job.error?.message).toContain("SMTP_URL: expected smtp://");
});

test("a worker makes the call of an http-call job, with the fence of its attempt", async () => {
  const seen: IncomingHttpHeaders[] = [];
  const port = await portOf(
    createServer(({ headers, url }, response) => {
      seen.push(headers);
      response.writeHead(url === "/orders" ? 201 : 404, { "content-type": "application/json" }).end('{"id":7}');
    }),
  );
  const system = await setup();
  await system.startWorker("worker-1", { HTTP_CALL_ALLOW_PRIVATE: "true" });
  const call = (path: string) => ({ method: "POST", url: `http://localhost:${port}${path}`, body: { total: 1 } });

  const made = await system.ended(await system.submit({ type: "http-call", payload: call("/orders") }));
  expect(made.job).toMatchObject({ status: "Completed", result: { status: 201, body: { id: 7 } } });
  const started = made.events.find(({ status }) => status === "Started");
  expect(seen).toMatchObject([
    { "idempotency-key": `${made.job.jobId}-Call`, "x-fencing-token": String(started?.seq) },
  ]);
  const refused = await system.ended(await system.submit({ type: "http-call", payload: call("/nothing") }));
  expect(refused.job).toMatchObject({ status: "DeadLettered", attempts: 1, error: { retryable: false } });
  await system.ledger();
});

test("a worker refuses a call into its own network", async () => {
  const port = await portOf(createServer((_request, response) => void response.end()));
  const system = await setup();
  await system.startWorker("worker-1");
  const payload = { url: `http://localhost:${port}` };
  const { job } = await system.ended(await system.submit({ type: "http-call", payload }));
  expect(job).toMatchObject({ status: "DeadLettered", error: { name: "NonRetryableError", retryable: false } });
  expect(job.error?.message).toContain("not an address of the public internet");
});
