import { type IncomingMessage, request } from "node:http";
import { setup } from "@baton/testing";
import { expect, test } from "vitest";
import { startDashboard } from "./dashboard.ts";

test("a request under a stranger's host name, or from a stranger's page, is refused", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const own = new URL(dashboard.url);
  const post = { method: "POST", "content-type": "application/json" };

  // A name that its owner points at 127.0.0.1 makes a browser send that name here.
  expect(await send(own, { host: "evil.example" })).toMatchObject({ status: 403, code: "foreign-host" });
  expect(await send(own, { host: `evil.example:${own.port}` })).toMatchObject({ status: 403, code: "foreign-host" });
  expect(await send(own, { host: `localhost:${own.port}` })).toMatchObject({ status: 200 });

  expect(await send(own, { ...post, origin: "https://evil.example" })).toMatchObject({ code: "foreign-origin" });
  expect(await send(own, { ...post, origin: "http://127.0.0.1:1" })).toMatchObject({ code: "foreign-origin" });
  expect(await send(own, { ...post, origin: "null" })).toMatchObject({ code: "foreign-origin" });
  expect(await send(own, { ...post, "sec-fetch-site": "cross-site" })).toMatchObject({ code: "foreign-origin" });
  expect(await send(own, { ...post, origin: own.origin })).toMatchObject({ status: 202 });
  expect(await send(own, post)).toMatchObject({ status: 202 });
});

test("pages, live events and every method are as closed to strangers as the rest, and a preflight is told nothing", async () => {
  const dashboard = await startDashboard(await setup());
  const own = new URL(dashboard.url);
  const foreign: Record<string, string>[] = [
    { host: "evil.example" },
    { host: `evil.example:${own.port}` },
    { host: `[2001:db8::1]:${own.port}` },
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" },
  ];
  for (const headers of foreign)
    for (const [path, method] of [
      ["/", "GET"],
      ["/jobs", "HEAD"],
      ["/jobs", "POST"],
      ["/api/events", "GET"],
      ["/api/inputs", "GET"],
      ["/api/schedules/nightly", "PUT"],
      ["/api/schedules/nightly", "DELETE"],
      ["/api/auth/accounts/ann", "PATCH"],
      ["/api/jobs", "OPTIONS"],
      ["/_next/static/a.js", "GET"],
    ] as const)
      expect(await statusOf(own, path, { method, ...headers }), `${method} ${path}`).toBe(403);

  const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  expect(await statusOf(own, "/jobs", link)).toBe(200);
  const preflight = {
    method: "OPTIONS",
    "access-control-request-method": "POST",
    "access-control-request-headers": "x",
  };
  for (const headers of [
    { ...preflight, origin: "https://evil.example" },
    { ...preflight, origin: own.origin },
  ])
    expect(Object.keys(await headersOf(own, "/api/jobs", headers)).join()).not.toContain("access-control");
});

function statusOf(url: URL, path: string, headers: Record<string, string>): Promise<number> {
  return heard(url, path, headers, ({ statusCode = 0 }) => statusCode);
}

function headersOf(url: URL, path: string, headers: Record<string, string>): Promise<object> {
  return heard(url, path, headers, (response) => response.headers);
}

function heard<T>(
  url: URL,
  path: string,
  { method = "GET", ...headers }: Record<string, string>,
  read: (response: IncomingMessage) => T,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const sent = request({ host: url.hostname, port: url.port, path, method, headers }, (response) => {
    resolve(read(response));
    response.destroy();
  });
  sent.on("error", reject);
  sent.end();
  return promise;
}

// `fetch` sets Host and Origin itself; this sends what it is told.
function send(
  url: URL,
  { method = "GET", ...headers }: Record<string, string>,
): Promise<{ status: number; code?: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; code?: string }>();
  const sent = request({ host: url.hostname, port: url.port, path: "/api/jobs", method, headers }, async (response) => {
    const body = JSON.parse((await response.toArray()).join("")) as { code?: string };
    resolve({ ...body, status: response.statusCode ?? 0 });
  });
  sent.on("error", reject);
  sent.end(method === "POST" ? JSON.stringify({ type: "probe" }) : undefined);
  return promise;
}
