import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate as nextTurn } from "node:timers/promises";
import { NonRetryableError, RetryAfterError } from "@baton/sdk";
import { RecordedContext } from "@baton/sdk/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { callInput } from "./http/call-input.ts";
import type { CallResult } from "./http/call-result.ts";
import { httpCall } from "./http-call.ts";

type Seen = Pick<IncomingMessage, "method" | "url" | "headers"> & { body: string };
type Answer = (response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** A server on loopback, which the job may reach unless the test says otherwise, and what it was asked. */
async function setup(answer: Answer, { allowPrivate = "true" } = {}) {
  vi.stubEnv("HTTP_CALL_ALLOW_PRIVATE", allowPrivate);
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body: await text(request) });
    await answer(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { seen, port, url: `http://127.0.0.1:${port}`, server };
}

async function run(payload: unknown, ctx = new RecordedContext("http-call")) {
  return (await httpCall.run(callInput.parse(payload), ctx)) as CallResult;
}

const ok: Answer = (response) => void response.end("fine");
const failure = (running: Promise<unknown>): Promise<unknown> => running.then(() => undefined).catch((err) => err);

test("a call is sent as its payload says, and its answer is a recorded step", async () => {
  const { seen, url } = await setup((response) => {
    response.writeHead(201, {
      "content-type": "application/json; charset=utf-8",
      etag: '"7"',
      "set-cookie": "secret=1",
    });
    response.end('{ "id": 7 }');
  });
  const ctx = new RecordedContext("http-call");
  const headers = { Authorization: "Bearer t", "X-Tenant": "acme" };
  const result = await run(
    { method: "PUT", url: `${url}/orders?key=k`, headers, body: { total: 1.5, note: "ü" } },
    ctx,
  );

  expect(seen).toMatchObject([{ method: "PUT", url: "/orders?key=k", body: '{"total":1.5,"note":"ü"}' }]);
  expect(seen[0]?.headers).toMatchObject({
    authorization: "Bearer t",
    "x-tenant": "acme",
    "content-type": "application/json",
    "content-length": "25",
    "idempotency-key": `${ctx.job.jobId}-Call`,
    "x-fencing-token": "1",
  });
  expect(result).toMatchObject({ url: `${url}/orders?key=k`, status: 201, body: { id: 7 }, isTruncated: false });
  expect(result.headers).toMatchObject({ etag: '"7"', "content-type": "application/json; charset=utf-8" });
  expect(result.headers).not.toHaveProperty("set-cookie");
  expect(ctx.steps).toMatchObject([{ name: "Call", message: `PUT ${url}/orders` }]);
});

test("a recorded call is not made again", async () => {
  const { seen, url } = await setup(ok);
  const first = new RecordedContext("http-call");
  const result = await run({ url }, first);
  expect(await run({ url }, new RecordedContext("http-call", first.steps))).toEqual(result);
  expect(seen.length).toBe(1);
});

test("text is sent as it is, with the content type of the payload", async () => {
  const { seen, url } = await setup(ok);
  await run({ method: "POST", url, body: "<a/>", headers: { "Content-Type": "text/xml" } });
  await run({ method: "POST", url, body: "a" });
  expect(seen.map(({ headers, body }) => [headers["content-type"], body])).toEqual([
    ["text/xml", "<a/>"],
    ["text/plain; charset=utf-8", "a"],
  ]);
});

test.each([
  ["application/problem+json", '{"a":[1]}', { a: [1] }],
  ["application/json", "not json", "not json"],
  ["application/json", "", ""],
  ["text/html", '{"a":1}', '{"a":1}'],
])("an answer of type %s with body %j has the body %j", async (type, sent, body) => {
  const { url } = await setup((response) => void response.setHeader("content-type", type).end(sent));
  expect(await run({ url })).toMatchObject({ body });
});

test("a long answer is cut, and what is cut is not parsed", async () => {
  const long = JSON.stringify("é".repeat(1_000_000));
  const { url } = await setup((response) => void response.setHeader("content-type", "application/json").end(long));
  const { body, isTruncated } = await run({ url });
  expect(isTruncated).toBe(true);
  expect(long.startsWith(body as string)).toBe(true);
  expect(Buffer.byteLength(body as string)).toBeGreaterThan(128 * 1024 - 3);
  expect(Buffer.byteLength(body as string)).toBeLessThanOrEqual(128 * 1024);
});

test.each([
  [429, "7", 7000],
  [503, "0", 0],
  [500, new Date(Date.now() + 3600_000).toUTCString(), expect.closeTo(3600_000, -4)],
])("%d with Retry-After %j is to be tried again after %j ms", async (status, after, retryAfterMs) => {
  const { url } = await setup((response) => void response.writeHead(status, { "retry-after": after }).end("busy"));
  const err = await failure(run({ url }));
  expect(err).toBeInstanceOf(RetryAfterError);
  expect(err).toMatchObject({ retryAfterMs, message: `GET ${url}/ was answered with ${status}: busy` });
});

test("a failing server that does not say when to come again is left to the usual pauses", async () => {
  const { url } = await setup((response) => void response.writeHead(502).end());
  const err = await failure(run({ url }));
  expect(err).toMatchObject({ name: "Error", message: `GET ${url}/ was answered with 502` });
});

test.each([404, 400, 302, 304, 418])("an unexpected status is final: %d", async (status) => {
  const { url, seen } = await setup((response) => void response.writeHead(status, { location: "/other" }).end());
  const ctx = new RecordedContext("http-call");
  const err = await failure(run({ url: `${url}/a?token=secret` }, ctx));
  expect(err).toBeInstanceOf(NonRetryableError);
  expect((err as Error).message).toBe(`GET ${url}/a was answered with ${status}`);
  expect(seen.length).toBe(1);
  expect(ctx.steps).toEqual([]);
});

test("what is expected is a success, also a redirect or an error", async () => {
  const { url } = await setup((response, { url: path }) => void response.writeHead(Number(path?.slice(1))).end());
  expect(await run({ url: `${url}/404`, expectedStatus: 404 })).toMatchObject({ status: 404 });
  expect(await run({ url: `${url}/503`, expectedStatus: [200, 503] })).toMatchObject({ status: 503 });
  await expect(run({ url: `${url}/200`, expectedStatus: 201 })).rejects.toBeInstanceOf(NonRetryableError);
});

test("an answer that does not end in time is given up", async () => {
  const { url } = await setup((response) => void response.write("a"));
  await expect(run({ url, timeoutMs: 100 })).rejects.toThrow("was not answered within 100 ms");
});

test("a call ends when the attempt must", async () => {
  const ctx = new RecordedContext("http-call");
  const { url } = await setup((response) => {
    response.write("a");
    ctx.abort("timed-out");
  });
  await expect(run({ url }, ctx)).rejects.toThrow("The attempt must end: timed-out");
});

test("a server that is away is a failure that another attempt may mend", async () => {
  const { url, server } = await setup(ok);
  server.close();
  const err = await failure(run({ url }));
  expect(err).toMatchObject({ name: "Error", message: expect.stringMatching(/failed: .*ECONNREFUSED/) });
});

test("a connection that breaks in the middle of an answer is one, too", async () => {
  const { url } = await setup(async (response) => {
    response.writeHead(200, { "content-length": "10" });
    response.write("a");
    // Both ends share this thread: after a few turns the other one has read the beginning.
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
    response.socket?.resetAndDestroy();
  });
  expect(await failure(run({ url }))).toMatchObject({ name: "Error", message: `GET ${url}/ failed: aborted` });
});

test.each(["http://127.0.0.1", "http://localhost", "http://[::ffff:127.0.0.1]", "http://2130706433", "http://0x7f.1"])(
  "%s is refused before anything is sent, unless private addresses are allowed",
  async (origin) => {
    const { port, seen, server } = await setup(ok, { allowPrivate: "" });
    const connections: unknown[] = [];
    server.on("connection", (socket) => connections.push(socket));
    const err = await failure(run({ url: `${origin}:${port}` }));
    expect(err).toBeInstanceOf(NonRetryableError);
    expect((err as Error).message).toContain("not an address of the public internet; HTTP_CALL_ALLOW_PRIVATE=true");
    expect([seen, connections]).toEqual([[], []]);
  },
);

test("a name whose addresses are private is reached when that is allowed", async () => {
  const { port } = await setup(ok);
  expect(await run({ url: `http://localhost:${port}` })).toMatchObject({ body: "fine" });
});

test("a setting that cannot be read is named", async () => {
  const { url } = await setup(ok, { allowPrivate: "maybe" });
  const err = await failure(run({ url }));
  expect(err).toBeInstanceOf(NonRetryableError);
  expect((err as Error).message).toContain('HTTP_CALL_ALLOW_PRIVATE: expected true or false (got "maybe")');
});

test.each([
  [{}, "http or https"],
  [{ url: "ftp://example.org" }, "http or https"],
  [{ url: "file:///etc/passwd" }, "http or https"],
  [{ url: "http://user:secret@example.org" }, "without user and password"],
  [{ url: "http://example.org", method: "get" }, "method"],
  [{ url: "http://example.org", body: 1 }, "expected none with GET"],
  [{ url: "http://example.org", headers: { "X-Fencing-Token": "9" } }, "does not set itself"],
  [{ url: "http://example.org", headers: { "a b": "c" } }, "a header's name"],
  [{ url: "http://example.org", headers: { a: "b\r\nc: d" } }, "one line"],
  [{ url: "http://example.org", timeoutMs: 0 }, "timeoutMs"],
  [{ url: "http://example.org", expectedStatus: [] }, "expectedStatus"],
])("a payload that does not fit is refused: %j", (payload, reason) => {
  expect(callInput.safeParse(payload).error?.message).toContain(reason);
});
