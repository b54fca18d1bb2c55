import { createServer, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "./free-port.ts";

function listen(port: number): Promise<Server> {
  const server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

test("the preferred port is taken while it is free", async () => {
  const port = await freePort();
  expect(await freePort(port)).toBe(port);
});

test("a port in use is replaced by one that can be listened on", async () => {
  const taken = await freePort();
  await listen(taken);
  const port = await freePort(taken);
  expect(port).not.toBe(taken);
  await listen(port);
});
