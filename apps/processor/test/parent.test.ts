import { generateKeyPairSync } from "node:crypto";
import { Verifier } from "@baton/store";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";

test("job code sees no key that signs, and the record is signed with it all the same", async () => {
  const system = await setup();
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  await system.startWorker("worker-1", {
    AUDIT_SIGNING_KEY: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    AUTH_SECRET: "for the dashboard's sessions",
    OIDC_CLIENT_SECRET: "for the dashboard at its identity provider",
    AUTH_ADMIN_PASSWORD: "of the first admin",
    BATON_API_KEY: "baton_0_0",
    CHECKPOINT_SECONDS: "1",
  });
  const { job } = await system.ended(await system.submit({ type: "look-around" }));
  for (const names of Object.values(job.result as Record<"own" | "process", string[]>)) {
    expect(names).toContain("WORKER_ID");
    expect(names).not.toContain("AUDIT_SIGNING_KEY");
    expect(names).not.toContain("AUTH_SECRET");
    for (const secret of ["OIDC_CLIENT_SECRET", "AUTH_ADMIN_PASSWORD", "BATON_API_KEY"])
      expect(names).not.toContain(secret);
  }
  const signed = await eventually("the record to be signed", async () => {
    const report = await new Verifier(system.storage).all({ trusted: [publicKey] });
    return report.checked.events > 0 && report.younger.length === 0 ? report : undefined;
  });
  expect(signed.checkpoints).toMatchObject({ trust: "given-key" });
});

test("a processor whose supervisor goes away lets its jobs end, tells nobody of it, and stops in order", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  // One stops when it is told to, the other is busy for a while.
  const payloads = { told: { steps: 100, stepMs: 100 }, busy: { spinMs: 3000 } };
  for (const [lockKey, payload] of Object.entries(payloads)) {
    const jobId = await system.submit({ type: "probe", lockKey, payload });
    await system.until("a step", jobId, ({ events }) => events.some(({ status }) => status === "Step"));
  }
  worker.disconnect();
  await eventually("the processor to stop", () => worker.exitCode !== null);
  expect(worker.log).not.toContain("ERR_IPC_CHANNEL_CLOSED");
  expect(worker.exitCode).toBe(0);
  const ended = await Promise.all(Object.keys(payloads).map((lockKey) => system.ledger(lockKey)));
  const statuses = ended.map((events) => events.findLast(({ jobId }) => jobId !== undefined)?.status);
  expect(statuses).toEqual(["Interrupted", "Completed"]);
});
