import { expect, test } from "vitest";
import { LoginThrottle } from "./login-throttle.ts";

const isRefused = async (throttle: LoginThrottle, name: string, address: string) =>
  (await throttle.take(name, address)).kind === "problem";

test("a name is refused after five tries from one address, and only from there", async () => {
  const throttle = new LoginThrottle();
  for (let tries = 0; tries < 5; tries += 1) expect(await isRefused(throttle, "anna", "10.0.0.1")).toBe(false);
  const refused = await throttle.take("anna", "10.0.0.1");
  expect(refused).toMatchObject({
    kind: "problem",
    problem: { code: "too-many-tries", status: 429, retryAfterSeconds: 900 },
  });
  expect(await isRefused(throttle, "anna", "10.0.0.2")).toBe(false);
  expect(await isRefused(throttle, "otto", "10.0.0.1")).toBe(false);
});

test("the right password forgets the wrong ones before it", async () => {
  const throttle = new LoginThrottle();
  for (let round = 0; round < 3; round += 1) {
    for (let tries = 0; tries < 5; tries += 1) expect(await isRefused(throttle, "anna", "10.0.0.1")).toBe(false);
    await throttle.succeeded("anna", "10.0.0.1");
  }
});

test("an address that tries many names is refused, whatever the next name is", async () => {
  const throttle = new LoginThrottle();
  for (let at = 0; at < 30; at += 1) expect(await isRefused(throttle, `name-${at}`, "10.0.0.1")).toBe(false);
  expect(await isRefused(throttle, "anna", "10.0.0.1")).toBe(true);
  expect(await isRefused(throttle, "anna", "10.0.0.2")).toBe(false);
});
