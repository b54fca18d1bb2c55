import { once } from "node:events";
import type { RequestListener } from "node:http";
import { connect, type Socket } from "node:net";
import { createLogger } from "@baton/runtime";
import { eventually } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { Callers } from "../src/server/access/callers.ts";
import { openDoor } from "../src/server/access/doorkeeper.ts";
import { OpenStreams } from "../src/server/door/open-streams.ts";
import { Quotas } from "../src/server/door/quotas.ts";
import { RateLimits, type Rates } from "../src/server/door/rate-limits.ts";
import { Requests } from "../src/server/door/requests.ts";
import { type TimeLimits, timeLimits } from "../src/server/door/time-limits.ts";
import { HttpServer } from "../src/server/http-server.ts";
import { PageStatus } from "../src/server/page-status.ts";

const unlimited: Rates = { read: 0, submit: 0, operate: 0, auth: 0 };

type Given = { rates?: Rates; streams?: number; times?: TimeLimits; handler?: RequestListener };

/** The real server, before a handler of the test's own. */
async function setup({ rates = unlimited, streams = 0, times = timeLimits, handler = answerAll }: Given = {}) {
  const server = new HttpServer({
    host: "127.0.0.1",
    port: 0,
    pageStatus: new PageStatus(),
    doorkeeper: openDoor,
    onAnswered: () => undefined,
    callers: new Callers(),
    requests: new Requests(),
    quotas: new Quotas(new RateLimits(rates), new OpenStreams(streams)),
    logger: createLogger({ level: "silent", base: {} }),
    times,
  });
  const port = await server.listen();
  onTestFinished(() => server.close());
  server.serve(handler);
  return { port, url: `http://127.0.0.1:${port}` };
}

const answerAll: RequestListener = (_request, response) => void response.end("answered");
/** An answer that goes on, as live events do. */
const streamAll: RequestListener = (_request, response) => void response.write("begun\n");

test("every answer has an id, also one that refuses; a given one is kept", async () => {
  const { url } = await setup();
  const own = await fetch(url, { headers: { "x-request-id": "trace-1" } });
  expect(own.headers.get("x-request-id")).toBe("trace-1");
  for (const init of [{}, { headers: { "x-request-id": "a b" } }]) {
    const made = await fetch(url, init);
    expect(made.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  }
  const refused = await fetch(url, { headers: { origin: "https://evil.example", "x-request-id": "trace-2" } });
  expect(refused.headers.get("x-request-id")).toBe("trace-2");
  expect(await refused.json()).toMatchObject({ code: "foreign-origin", requestId: "trace-2" });
});

test("what breaks while it is answered is a problem that gives nothing away", async () => {
  const handler = () => {
    throw new Error("the secret is in /etc/secret.ts");
  };
  const { url } = await setup({ handler });
  const response = await fetch(url);
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(JSON.parse(text)).toMatchObject({ code: "internal", requestId: response.headers.get("x-request-id") });
  expect(text).not.toContain("secret");
});

test("an address that can be read in two ways is none", async () => {
  const { port } = await setup();
  for (const target of [`http://127.0.0.1:${port}/api/jobs`, "/api/%ff", "*"]) {
    const socket = connect(port, "127.0.0.1");
    socket.end(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    const answer = (await socket.setEncoding("utf8").toArray()).join("");
    expect(answer, target).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer, target).toContain("unknown-address");
  }
});

test("a body that says that it is too large is refused before it is read, by the limit of its route", async () => {
  const { port } = await setup();
  const tries: [target: string, bytes: number, status: number][] = [
    ["POST /api/auth/login", 64 * 1024 + 1, 413],
    ["POST /api/jobs", 64 * 1024 + 1, 200],
    ["POST /api/jobs", 1024 * 1024 + 64 * 1024 + 1, 413],
    ["POST /api/jobs/bulk", 16 * 1024 * 1024, 200],
    ["POST /api/jobs/bulk", 16 * 1024 * 1024 + 1, 413],
    ["POST /api/inputs", 256 * 1024 * 1024, 200],
    ["POST /api/inputs", 256 * 1024 * 1024 + 1, 413],
    ["POST /jobs", 64 * 1024 + 1, 413],
    ["PUT /api/nothing", 64 * 1024 + 1, 413],
  ];
  for (const [target, bytes, status] of tries) {
    const socket = connect(port, "127.0.0.1");
    socket.write(`${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${bytes}\r\n\r\n`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString(), `${target} with ${bytes}`).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    if (status === 413) expect(answer.toString()).toContain('"code":"too-large"');
    socket.destroy();
  }
});

test("whoever asks too often is told so, and when to come again", async () => {
  const { url } = await setup({ rates: { ...unlimited, read: 2, auth: 1 } });
  for (const left of [1, 0]) {
    const response = await fetch(`${url}/api/jobs`);
    expect(response.headers.get("ratelimit")).toMatch(new RegExp(`^"read";r=${left};t=\\d+$`));
    expect(response.headers.get("ratelimit-policy")).toBe('"read";q=2;w=60');
  }
  const excess = await fetch(`${url}/jobs`);
  expect(excess.status).toBe(429);
  expect(await excess.json()).toMatchObject({ code: "too-many-requests", status: 429 });
  expect(Number(excess.headers.get("retry-after"))).toBeGreaterThan(0);
  // What pages are made of, and other classes, are not concerned.
  expect((await fetch(`${url}/_next/static/chunks/a.js`)).status).toBe(200);
  const submitted = await fetch(`${url}/api/jobs`, { method: "POST", body: "{}" });
  expect(submitted.status).toBe(200);
  expect(submitted.headers.get("ratelimit")).toBeNull();
  const logIns = await Promise.all([1, 2].map(() => fetch(`${url}/api/auth/login`, { method: "POST", body: "{}" })));
  expect(logIns.map(({ status }) => status).toSorted()).toEqual([200, 429]);
});

test("streams of live events take places, which are free again however they end", async () => {
  const { url } = await setup({ streams: 2, handler: streamAll });
  const open = async () => {
    const leaving = new AbortController();
    const response = await fetch(`${url}/api/events`, { signal: leaving.signal });
    return { response, leave: () => leaving.abort() };
  };
  const [first] = [await open(), await open()];
  const crowd = (await open()).response;
  expect(crowd.status).toBe(429);
  expect(await crowd.json()).toMatchObject({ code: "too-many-streams" });
  expect(crowd.headers.get("retry-after")).toBe("5");
  // Another long answer is no stream of live events.
  expect((await fetch(`${url}/api/jobs/export`)).status).toBe(200);
  first.leave();
  await eventually("the place to be free", async () => (await open()).response.status === 200);
});

const hasty: TimeLimits = {
  ...timeLimits,
  server: { ...timeLimits.server, headersTimeout: 300, connectionsCheckingInterval: 50 },
  bodyPace: { graceMs: 300, bytesPerSecond: 500 },
};

/** Not `once`: who is cut off while sending may see an error before the end. */
function closedOf(socket: Socket): Promise<void> {
  return new Promise((resolve) =>
    socket
      .on("error", () => undefined)
      .once("close", () => resolve())
      .resume(),
  );
}

/** Sends what it is given first, then a byte now and then, until it is cut off. */
function dribble(port: number, first: string): { socket: Socket; closed: Promise<unknown> } {
  const socket = connect(port, "127.0.0.1");
  const timer = setInterval(() => socket.write("x"), 100);
  const closed = closedOf(socket).finally(() => clearInterval(timer));
  socket.write(first);
  return { socket, closed };
}

test("many who send a byte now and then are cut off; others are answered meanwhile, and streams go on", async () => {
  const handler: RequestListener = (request, response) => {
    if (request.url === "/api/events") return void response.write("begun\n");
    request.resume().once("end", () => response.end("answered"));
  };
  const { port, url } = await setup({ times: hasty, handler });
  const stream = connect(port, "127.0.0.1");
  let told = "";
  stream.setEncoding("utf8").on("data", (chunk) => {
    told += chunk;
  });
  stream.write("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  const head = "POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  const slow = [
    ...Array.from({ length: 100 }, () => dribble(port, "POST /api/jobs")),
    ...Array.from({ length: 100 }, () => dribble(port, `${head}X-Slow: `)),
    ...Array.from({ length: 100 }, () => dribble(port, `${head}Content-Length: 60000\r\n\r\n`)),
    ...Array.from({ length: 100 }, () => dribble(port, `${head}Transfer-Encoding: chunked\r\n\r\n1\r\n`)),
  ];
  let allClosed = false;
  const closing = Promise.all(slow.map(({ closed }) => closed)).then(() => {
    allClosed = true;
  });
  let answered = 0;
  for (; !allClosed; answered++) expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(200);
  await closing;
  expect(answered).toBeGreaterThan(0);
  expect(stream.destroyed).toBe(false);
  expect(told).toContain("begun");
  stream.destroy();
});

test("there are no more connections than allowed", async () => {
  const { port } = await setup({ times: { ...timeLimits, maxConnections: 2 } });
  const sockets = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  const third = connect(port, "127.0.0.1");
  await closedOf(third);
  expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false, false]);
  for (const socket of sockets) socket.destroy();
});
