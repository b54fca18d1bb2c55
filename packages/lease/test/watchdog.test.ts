import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, test } from "vitest";

const script = path.join(import.meta.dirname, "stuck-process.ts");

async function endOf(...args: number[]): Promise<{ signal: NodeJS.Signals | null; afterMs: number }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [script, ...args.map(String)], { stdio: "ignore" });
  const [, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  return { signal, afterMs: performance.now() - startedAt };
}

test("a process whose event loop is stuck is ended when an attempt outlives the trust in its lock", async () => {
  const { signal, afterMs } = await endOf(1, 1000, 500);
  expect(signal).toBe("SIGKILL");
  expect(afterMs).toBeGreaterThan(1500);
});

test("a process without an attempt, or with trust left, is let alone", async () => {
  const ends = await Promise.all([endOf(0, 100, 100), endOf(1, 60_000, 100)]);
  expect(ends.map(({ signal }) => signal)).toEqual([null, null]);
});
