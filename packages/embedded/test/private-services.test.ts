import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { isAlive, type ProcessIdentity } from "@baton/runtime";
import { eventually } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";

type Started = { processes: ProcessIdentity[]; ports: number[] };

/** A process of its own that starts broker and storage, so that a test can kill it. */
async function startKeeper(folder: string) {
  const keeper = fork(path.join(import.meta.dirname, "keeper.ts"), [folder]);
  onTestFinished(() => void keeper.kill("SIGTERM"));
  const [started] = (await once(keeper, "message")) as [Started];
  return { keeper, ...started };
}

function setup(): string {
  // A space, because people have them in the paths of their folders.
  const folder = mkdtempSync(path.join(tmpdir(), "baton embedded "));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

async function nothingIsLeft({ processes, ports }: Started): Promise<void> {
  await eventually("every process to be gone", () => !processes.some(isAlive));
  // Of a process with many threads the last ones, and with them its sockets, may be gone a moment after the first.
  for (const port of ports) await eventually(`port ${port} to be closed`, async () => !(await isListening(port)));
}

test("stopping leaves no process and no open port behind, and the same folder can be started again", async () => {
  const folder = setup();
  for (const _round of [1, 2]) {
    const started = await startKeeper(folder);
    for (const port of started.ports) expect(await isListening(port), `port ${port} is closed`).toBe(true);
    started.keeper.kill("SIGTERM");
    const [exitCode] = await once(started.keeper, "exit");
    expect(exitCode).toBe(0);
    await nothingIsLeft(started);
  }
});

test("when their starter is killed, broker and storage are stopped by the caretaker", async () => {
  const started = await startKeeper(setup());
  started.keeper.kill("SIGKILL");
  await nothingIsLeft(started);
});

test("what even the caretaker could not stop is ended by the next start", async () => {
  const folder = setup();
  const first = await startKeeper(folder);
  const caretaker = first.processes[0];
  // Stopped, the starter cannot replace the caretaker that is killed now.
  first.keeper.kill("SIGSTOP");
  process.kill(caretaker?.pid ?? 0, "SIGKILL");
  first.keeper.kill("SIGKILL");
  const second = await startKeeper(folder);
  await nothingIsLeft(first);
  second.keeper.kill("SIGTERM");
  await nothingIsLeft(second);
});
