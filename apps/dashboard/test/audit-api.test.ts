import { createPublicKey } from "node:crypto";
import { gunzipSync } from "node:zlib";
import {
  type AuditActionList,
  type AuditKeyList,
  type AuditRun,
  type AuditSummary,
  auditActionListSchema,
  auditKeyListSchema,
  auditRunSchema,
  auditSummarySchema,
} from "@baton/contracts";
import { emptyHead, keyId, Ledger, PackCheck, publicKeyId } from "@baton/store";
import { changeEvent, eventually, ownStorage, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

const absentRun = "01900000-0000-7000-8000-000000000000";

test("what is verified is told per key, outlives the dashboard, and a change in storage is told with its place", async () => {
  const { system, dashboard } = await recordedSystem();
  expect(await summary(dashboard)).toMatchObject({ breaks: [], runs: [], checkpoint: { kind: "heads" } });
  const whole = await verified(dashboard, {});
  expect(whole).toMatchObject({ state: "done", scope: { kind: "all" }, keys: 2, breaks: 0, trust: "given-key" });
  expect(whole.events).toBeGreaterThan(8);
  const before = await keysOf(dashboard);
  expect(before.keys.map(({ lockKey }) => lockKey)).toEqual(["default", "other"]);
  for (const { verified: found, signed } of before.keys) {
    expect(found?.seq).toBeGreaterThan(3);
    expect(found?.signedSeq).toBe(signed?.seq);
  }

  const connectionString = system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
  const changed = await changeEvent({ connectionString, namespace: system.namespace, lockKey: "other", seq: 3 });
  // Nobody looks by himself: until the next verification the last word stands.
  expect((await summary(dashboard)).breaks).toEqual([]);
  const run = await verified(dashboard, { lockKey: "other" });
  expect(run).toMatchObject({ state: "done", scope: { kind: "key", lockKey: "other" }, keys: 1, breaks: 1 });
  const place = { keyId: keyId("default", "other"), lockKey: "other", tenantId: "default", at: "event 3", seq: 3 };
  const broken = { ...place, what: expect.stringContaining("hash") };
  expect((await summary(dashboard)).breaks).toMatchObject([broken]);
  expect((await keysOf(dashboard)).keys).toMatchObject([{ lockKey: "default" }, { lockKey: "other", broken }]);

  await dashboard.app.end();
  const next = await (await startDashboard(system, {}, "next-dashboard")).connected();
  expect(await summary(next)).toMatchObject({ breaks: [broken], lastWhole: { runId: whole.runId } });
  expect((await summary(next)).runs.map(({ runId }) => runId)).toEqual([run.runId, whole.runId]);
  expect(await runOf(next, whole.runId)).toMatchObject({ state: "done", keys: 2 });

  await changed.putBack();
  await verified(next, {});
  expect((await summary(next)).breaks).toEqual([]);
  expect((await keysOf(next)).keys[1]).not.toHaveProperty("broken");
});

test("changed checkpoint lines are a break of no key", async () => {
  const { system, dashboard } = await recordedSystem();
  const { checkpoints } = system.storage;
  for await (const { name } of checkpoints.listBlobsFlat()) {
    const text = (await checkpoints.getBlobClient(name).downloadToBuffer()).toString("utf8");
    const blob = checkpoints.getAppendBlobClient(name);
    await blob.delete();
    await blob.create();
    const changed = Buffer.from(text.replace(/"at":"2/, '"at":"3'));
    await blob.appendBlock(changed, changed.length);
  }
  await verified(dashboard, {});
  expect((await summary(dashboard)).breaks).toMatchObject([
    { keyId: "", lockKey: "", tenantId: "", at: "checkpoint line 1", what: expect.stringContaining("sign") },
  ]);
});

test("who did what to which job or key, and why, is listed newest first and page by page", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const later = { type: "probe", runAt: new Date(Date.now() + 3_600_000).toISOString() };
  const jobId = await system.submit({ ...later, name: "Nightly" });
  await eventually("the job to be known", async () => (await dashboard.fetch(`/api/jobs/${jobId}`)).status === 200);
  await dashboard.order(`jobs/${jobId}/reschedule`, { runAt: new Date(Date.now() + 7_200_000).toISOString() });
  await dashboard.order(`jobs/${jobId}/priority`, { priority: 7 });
  await dashboard.order("locks/calm/pause?tenant=acme", { reason: "audit of the year" });
  await dashboard.order("locks/calm/policy?tenant=acme", { policy: "park", reason: "strict" });
  await dashboard.order(`jobs/${jobId}/cancel`, { reason: "typed <b>by</b> hand" });

  const all = await eventually("all five to be listed", async () => {
    const { actions } = await actionsOf(dashboard);
    return actions.length === 5 && actions;
  });
  expect(all).toMatchObject([
    { status: "Cancelled", jobId, jobName: "Nightly", reason: "typed <b>by</b> hand", by: { name: "local" } },
    { status: "Log", tenantId: "acme", lockKey: "calm", policy: "park", reason: "strict" },
    { status: "KeyPaused", tenantId: "acme", lockKey: "calm", reason: "audit of the year" },
    { status: "PriorityChanged", jobId, from: 0, priority: 7 },
    { status: "Rescheduled", jobId },
  ]);
  const [first, second] = [await actionsOf(dashboard, "?limit=3"), await actionsOf(dashboard, "?limit=1")];
  expect(first.actions).toEqual(all.slice(0, 3));
  expect((await actionsOf(dashboard, `?limit=3&cursor=${first.cursor}`)).actions).toEqual(all.slice(3));
  expect((await actionsOf(dashboard, `?limit=1&cursor=${second.cursor}`)).actions).toEqual([all[1]]);
  expect((await actionsOf(dashboard, `?limit=3&cursor=${first.cursor}`)).cursor).toBeUndefined();
  await worker.end();
});

test("an evidence pack of a job, a key and a time is downloaded, and holds without the system", async () => {
  const { dashboard, jobId } = await recordedSystem();
  const pem = await (await dashboard.fetch("/api/audit/public-key")).text();
  const since = new Date(Date.now() - 3_600_000).toISOString();
  for (const query of [`job=${jobId}`, "key=other&tenant=default", `since=${since}&contents=true`]) {
    const response = await dashboard.fetch(`/api/audit/evidence?${query}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w.-]+\.ndjson\.gz"$/);
    const check = new PackCheck([createPublicKey(pem)]);
    const text = gunzipSync(Buffer.from(await response.arrayBuffer())).toString("utf8");
    for (const line of text.trimEnd().split("\n")) check.take(line);
    expect(check.report()).toMatchObject({ breaks: [], checkpoints: { trust: "given-key" } });
  }
  const head = await dashboard.fetch(`/api/audit/evidence?job=${jobId}`, { method: "HEAD" });
  expect(head.status).toBe(200);
  expect(await head.text()).toBe("");
});

test("the public key is the one that signs the lines", async () => {
  const { dashboard } = await recordedSystem();
  const response = await dashboard.fetch("/api/audit/public-key");
  expect(response.headers.get("content-disposition")).toMatch(/filename="baton-audit-public-[0-9a-f]{8}\.pem"/);
  const key = createPublicKey(await response.text());
  expect(publicKeyId(key)).toBe((await summary(dashboard)).checkpoint?.by);
});

test("a file name of any lock key is plain", async () => {
  const { dashboard } = await recordedSystem('a "b"\\..;/ü\u{1f511}');
  const path = `/api/audit/evidence?key=${encodeURIComponent('a "b"\\..;/ü\u{1f511}')}`;
  const response = await dashboard.fetch(path, { method: "HEAD" });
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="baton-evidence-key-a-b-.ndjson.gz"');
});

test("what makes no sense is refused, and an empty system is told as one", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  expect(await summary(dashboard)).toEqual({
    lines: [],
    signedKeys: 0,
    isWhole: true,
    younger: { keys: 0, events: 0 },
    breaks: [],
    runs: [],
  });
  expect(await keysOf(dashboard)).toEqual({ keys: [] });
  expect(await actionsOf(dashboard)).toEqual({ actions: [] });

  const refused = [
    ["audit/keys?limit=0", 400, "invalid-query"],
    ["audit/actions?limit=201", 400, "invalid-query"],
    ["audit/actions?tenant=acme", 400, "invalid-query"],
    ["audit/runs/nonsense", 404, "unknown-run"],
    [`audit/runs/${absentRun}`, 404, "unknown-run"],
    ["audit/public-key", 404, "no-public-key"],
    ["audit/evidence", 400, "invalid-query"],
    ["audit/evidence?job=nonsense", 400, "invalid-query"],
    ["audit/evidence?key=a&since=2026-01-01", 400, "invalid-query"],
    ["audit/evidence?since=yesterday", 400, "invalid-query"],
    ["audit/evidence?since=2026-01-01&tenant=acme", 400, "invalid-query"],
    [`audit/evidence?job=${absentRun}`, 404, "unknown-job"],
    ["audit/evidence?key=never%20used", 404, "nothing-recorded"],
  ] as const;
  for (const [path, status, code] of refused) await expectProblem(await dashboard.fetch(`/api/${path}`), status, code);
  for (const body of [{ lockKey: "" }, { lockKey: "a", tenant: "../b" }, { everything: true }, "[]"])
    await expectProblem(await dashboard.order("audit/verify", body), 400, "invalid-verification");
  await expectProblem(await dashboard.order("audit/verify", "{"), 400, "invalid-json");
  const misspelt = await verified(dashboard, { lockKey: "never used" });
  expect(misspelt).toMatchObject({ state: "stopped", breaks: 0, error: "Nothing is on the record of this lock key." });
  expect(dashboard.app.log).not.toContain("The record does not hold");
  await expectProblem(await dashboard.order(`audit/runs/${absentRun}/stop`), 404, "unknown-run");
  const foreign = { method: "POST", headers: { origin: "https://evil.example" } };
  await expectProblem(await dashboard.fetch("/api/audit/verify", foreign), 403, "foreign-origin");
});

test("verifications go one at a time; one that is stopped keeps what it has found", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  // "a" comes before the long one.
  await growLedger(system, "a", 1);
  await growLedger(system, "long", 150);
  const { runId } = await startRun(dashboard, {});
  await expectProblem(await dashboard.order("audit/verify", {}), 409, "verification-running");
  await eventually("the first key to be checked", async () => (await runOf(dashboard, runId)).keys === 1);
  const stopped = auditRunSchema.parse(await (await dashboard.order(`audit/runs/${runId}/stop`)).json());
  expect(stopped).toMatchObject({ state: "stopped", keys: 1, error: "Stopped by hand." });
  expect((await summary(dashboard)).runs).toMatchObject([{ runId, state: "stopped" }]);
  expect(await summary(dashboard)).not.toHaveProperty("lastWhole");
  expect((await keysOf(dashboard)).keys).toMatchObject([{ lockKey: "a", verified: { seq: eventsPerAppend } }]);

  expect(await verified(dashboard, { lockKey: "long" })).toMatchObject({
    keys: 1,
    breaks: 0,
    events: 150 * eventsPerAppend,
  });
});

test("while storage is away the audit says so, and it comes back by itself", async () => {
  const own = await ownStorage();
  const system = await setup({ connectionString: own.address });
  const dashboard = await (await startDashboard(system)).connected();
  await own.stop();
  await expectProblem(await dashboard.fetch("/api/audit"), 503, "storage-unavailable");
  await expectProblem(await dashboard.order("audit/verify", {}), 503, "storage-unavailable");
  await expectProblem(await dashboard.fetch("/api/audit/evidence?since=2026-01-01"), 503, "storage-unavailable");
  expect(await (await dashboard.fetch("/audit")).text()).toContain("Storage unreachable");
  await own.start();
  await eventually("it to be told again", async () => (await dashboard.fetch("/api/audit")).status === 200);
  expect(await verified(dashboard, {})).toMatchObject({ state: "done", keys: 0, trust: "no-lines" });
});

/** Two keys with a job each, signed to the last event, whose worker has stopped. */
async function recordedSystem(lockKey = "other") {
  const system = await setup();
  const worker = await system.startWorker("worker-1", { CHECKPOINT_SECONDS: "1", HOLD_LINGER_MS: "0" });
  const jobId = await system.submit({ type: "probe", payload: { steps: 2 } });
  await system.ended(jobId);
  await system.ended(await system.submit({ type: "probe", payload: { steps: 1 }, lockKey }));
  await eventually("everything to be released and signed", async () => {
    const { younger, checkpoints } = await system.verifyAll();
    const last = (await system.ledger(lockKey)).at(-1);
    return younger.length === 0 && checkpoints.lines > 0 && last?.status === "LockReleased";
  });
  await worker.end();
  return { system, jobId, dashboard: await (await startDashboard(system)).connected() };
}

const eventsPerAppend = 90;

/** A key's chain without any job, as long as wanted. */
async function growLedger({ storage, logger }: TestSystem, lockKey: string, appends: number): Promise<void> {
  const id = keyId("default", lockKey);
  const ledger = new Ledger({
    table: storage.ledger,
    read: { head: emptyHead(id, "default", lockKey), etag: undefined },
    fence: 1,
    workerId: "worker-1",
    lost: new AbortController().signal,
    logger,
    onCommitted: () => undefined,
  });
  const occurredAt = "2026-01-01T00:00:00.000Z";
  const fill = (count: number) =>
    Array.from({ length: count }, () => ({ status: "Log", message: "x", occurredAt }) as const);
  const acquired = { status: "LockAcquired", message: "Lock acquired", occurredAt } as const;
  await ledger.append(() => ({ events: [acquired, ...fill(eventsPerAppend - 1)] }));
  for (let done = 1; done < appends; done += 1) await ledger.append(() => ({ events: fill(eventsPerAppend) }));
}

async function startRun(dashboard: Dashboard, body: object): Promise<AuditRun> {
  const response = await dashboard.order("audit/verify", body);
  const run = auditRunSchema.parse(await response.json());
  expect(response.status).toBe(202);
  expect(response.headers.get("location")).toBe(`/api/audit/runs/${run.runId}`);
  return run;
}

/** Verifies, and waits for the end. */
async function verified(dashboard: Dashboard, body: object): Promise<AuditRun> {
  const { runId } = await startRun(dashboard, body);
  return eventually("the verification to end", async () => {
    const run = await runOf(dashboard, runId);
    // Its results are there when the next one may begin.
    return run.state !== "running" && (await summary(dashboard)).runs[0]?.state === run.state && run;
  });
}

async function runOf(dashboard: Dashboard, runId: string): Promise<AuditRun> {
  return auditRunSchema.parse(await (await dashboard.fetch(`/api/audit/runs/${runId}`)).json());
}

async function summary(dashboard: Dashboard): Promise<AuditSummary> {
  return auditSummarySchema.parse(await (await dashboard.fetch("/api/audit")).json());
}

async function keysOf(dashboard: Dashboard, query = ""): Promise<AuditKeyList> {
  return auditKeyListSchema.parse(await (await dashboard.fetch(`/api/audit/keys${query}`)).json());
}

async function actionsOf(dashboard: Dashboard, query = ""): Promise<AuditActionList> {
  return auditActionListSchema.parse(await (await dashboard.fetch(`/api/audit/actions${query}`)).json());
}
