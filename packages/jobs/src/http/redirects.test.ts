import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { exchangeFollowing } from "./redirects.ts";

type Seen = Pick<IncomingMessage, "method" | "url" | "headers"> & { body: string };

/** A server that redirects by path: `/307/…` to what follows it. */
async function setup() {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const { method, url = "", headers } = request;
    seen.push({ method, url, headers, body: await text(request) });
    const [, status, location] = /^\/(3\d\d)\/(.*)$/.exec(url) ?? [];
    response.writeHead(Number(status ?? 200), location === undefined ? {} : { location: decodeURIComponent(location) });
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const follow = (path: string, { method = "POST", maxRedirects = 3 } = {}) =>
    exchangeFollowing(
      {
        method,
        url: new URL(`http://127.0.0.1:${port}${path}`),
        headers: {
          "content-type": "text/plain",
          "idempotency-key": "i",
          authorization: "secret",
          "x-api-key": "secret",
        },
        body: method === "GET" ? undefined : "content",
      },
      {
        maxRedirects,
        maxBodyBytes: 1000,
        signal: new AbortController().signal,
        isAllowed: (address) => address === "127.0.0.1",
      },
    );
  return { seen, port, follow };
}

test.each([
  [301, "POST", "GET", ""],
  [302, "POST", "GET", ""],
  [303, "PUT", "GET", ""],
  [302, "PUT", "PUT", "content"],
  [307, "POST", "POST", "content"],
  [308, "POST", "POST", "content"],
])("after %d a %s becomes a %s", async (status, method, then, body) => {
  const { follow, seen } = await setup();
  expect(await follow(`/${status}/%2Fend`, { method })).toMatchObject({ status: 200 });
  expect(seen.map((request) => request.method)).toEqual([method, then]);
  expect(seen[1]).toMatchObject({ url: "/end", body, headers: { authorization: "secret" } });
});

test("redirects are followed as often as allowed; the last answer is the result", async () => {
  const { follow, seen } = await setup();
  expect(await follow("/302/%2Fend", { method: "GET", maxRedirects: 0 })).toMatchObject({ status: 302 });
  expect(seen.length).toBe(1);
  await follow(`/302/${encodeURIComponent("/302/%2Fend")}`, { method: "GET", maxRedirects: 2 });
  expect(seen.map(({ url }) => url).slice(1)).toEqual(["/302/%2F302%2F%252Fend", "/302/%2Fend", "/end"]);
});

test("another site gets no header that may be a secret", async () => {
  const { follow, seen } = await setup();
  const other = await setup();
  await follow(`/307/${encodeURIComponent(`http://u:p@127.0.0.1:${other.port}/end`)}`);
  expect(seen.at(-1)?.headers).toHaveProperty("authorization");
  expect(other.seen).toMatchObject([{ body: "content", headers: { "idempotency-key": "i" } }]);
  expect(other.seen[0]?.headers).not.toHaveProperty("authorization");
  expect(other.seen[0]?.headers).not.toHaveProperty("x-api-key");
});

test.each(["http://127.0.0.2", "http://[::1]", "http://169.254.169.254"])(
  "a redirect to the refused address %s is not followed",
  async (origin) => {
    const { follow, seen, port } = await setup();
    const going = follow(`/307/${encodeURIComponent(`${origin}:${port}/latest/meta-data`)}`);
    await expect(going).rejects.toMatchObject({ code: "refused-address" });
    expect(seen.length).toBe(1);
  },
);

test.each(["ftp://127.0.0.1/a", "file:///etc/passwd", "http://"])(
  "a redirect to %s is an answer as any",
  async (to) => {
    const { follow } = await setup();
    expect(await follow(`/302/${encodeURIComponent(to)}`)).toMatchObject({ status: 302 });
  },
);
