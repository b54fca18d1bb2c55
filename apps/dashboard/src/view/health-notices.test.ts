import type { Health } from "@baton/contracts";
import { expect, test } from "vitest";
import { healthNotices } from "./health-notices.ts";

const now = Date.UTC(2026, 0, 1);
const well: Health = {
  ready: true,
  broker: { status: "up" },
  storage: { status: "up" },
  workers: { live: 2, workerIds: ["worker-1", "worker-2"] },
  rejected: [],
};
const flowing = { reachable: true, paused: false };
const kinds = (health: Health | undefined, stream = flowing) =>
  healthNotices(health, stream, now).map(({ kind }) => kind);

test("when all is well, or nothing is known yet, nothing is said", () => {
  expect(kinds(well)).toEqual([]);
  expect(kinds(undefined)).toEqual([]);
});

test("a server that does not answer makes everything else old news", () => {
  expect(kinds({ ...well, broker: { status: "down" } }, { reachable: false, paused: true })).toEqual(["disconnected"]);
});

test("without storage or broker nothing is said of workers and live events", () => {
  const workers = { live: 0, workerIds: [] };
  expect(kinds({ ...well, storage: { status: "starting" }, broker: { status: "down" }, workers })).toEqual([
    "part",
    "part",
  ]);
  expect(kinds({ ...well, broker: { status: "down" } }, { reachable: true, paused: true })).toEqual(["part"]);
  expect(kinds({ ...well, workers })).toEqual(["no-worker"]);
  expect(kinds(well, { reachable: true, paused: true })).toEqual(["paused"]);
});

test("rejections are news for an hour", () => {
  const rejected = [1, 59, 61].map((minutes) => ({
    rejectedAt: new Date(now - minutes * 60_000).toISOString(),
    reason: "The message is not JSON",
    bytes: 1,
    preview: "x",
  }));
  expect(healthNotices({ ...well, rejected }, flowing, now)).toEqual([{ kind: "rejected", count: 2 }]);
});
