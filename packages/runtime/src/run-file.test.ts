import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { identifyProcess } from "./process-identity.ts";
import { type RunFile, RunLock, runningSystem } from "./run-file.ts";

function setup() {
  const folder = mkdtempSync(path.join(tmpdir(), "baton-run-file-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const me = identifyProcess(process.pid);
  if (!me) throw new Error("this process must be found");
  const content: RunFile = { owner: me, startedAt: new Date().toISOString(), namespace: "baton" };
  return { folder, me, content, file: path.join(folder, "run.json") };
}

function acquired(lock: RunLock | { heldBy: RunFile }): RunLock {
  if ("heldBy" in lock) throw new Error("held by another");
  return lock;
}

test("only one process holds the run lock, and the other is told who", () => {
  const { folder, content } = setup();
  acquired(RunLock.acquire(folder, content)).update({ dashboardUrl: "http://127.0.0.1:3000" });
  expect(RunLock.acquire(folder, content)).toEqual({ heldBy: { ...content, dashboardUrl: "http://127.0.0.1:3000" } });
});

test("a released lock can be taken again", () => {
  const { folder, content } = setup();
  acquired(RunLock.acquire(folder, content)).release();
  expect(runningSystem(folder)).toBeUndefined();
  acquired(RunLock.acquire(folder, content));
});

test("the lock of a process that is gone is taken over, also when its pid was given to another", () => {
  const { folder, file, me, content } = setup();
  const dead: RunFile = { ...content, owner: { pid: me.pid, bornAt: "another time" } };
  writeFileSync(file, JSON.stringify(dead));
  expect(runningSystem(folder)).toBeUndefined();
  acquired(RunLock.acquire(folder, content));
  expect(runningSystem(folder)).toEqual(content);
});

test("a damaged run file does not keep the system from starting", () => {
  const { folder, file, content } = setup();
  writeFileSync(file, '{"owner":');
  acquired(RunLock.acquire(folder, content));
  expect(runningSystem(folder)).toEqual(content);
});

test("nobody else may read the run file, because addresses hold credentials", () => {
  const { folder, file, content } = setup();
  const lock = acquired(RunLock.acquire(folder, content));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  lock.update({ amqpUrl: "amqp://user:secret@host" });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
