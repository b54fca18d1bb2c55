import { expect, onTestFinished, test, vi } from "vitest";
import { outcomeOf, pendingCommandId } from "./command-wait.ts";

const commandId = "019abcde-0000-7000-8000-0123456789ab";

test("a command is pending until it has an outcome; other answers are none", async () => {
  expect(await pendingCommandId({ commandId })).toBe(commandId);
  expect(await pendingCommandId({ commandId, outcome: { kind: "done" } })).toBeUndefined();
  expect(await pendingCommandId({ answers: [] })).toBeUndefined();
  expect(await pendingCommandId(undefined)).toBeUndefined();
});

test("a command is looked at until it has an outcome, and a look that fails changes nothing", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const view = { commandId, kind: "cancel", tenantId: "default", lockKey: "k", by: { name: "local" }, createdAt: "" };
  const looks = [
    () => Promise.reject(new Error("away")),
    async () => JSON.stringify(view),
    async () => JSON.stringify({ ...view, outcome: { kind: "refused", because: "it is paused" } }),
  ];
  const paths: string[] = [];
  const read = (path: string) => {
    paths.push(path);
    return looks.shift()?.() ?? Promise.reject(new Error("one look too many"));
  };
  const outcome = outcomeOf(commandId, read);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await outcome).toEqual({ kind: "refused", because: "it is paused" });
  expect(new Set(paths)).toEqual(new Set([`/api/commands/${commandId}`]));
  expect(paths).toHaveLength(3);
});
