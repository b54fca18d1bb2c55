import { request } from "node:http";
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
