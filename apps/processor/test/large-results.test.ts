import { type Fault, proxied, setup } from "@baton/testing";
import { expect, test } from "vitest";

const faults: Fault[] = [{ kind: "refuse", status: 500 }, { kind: "lose-request" }];

test.each(faults)("a large result that cannot be stored at once ($kind) costs no second attempt", async (fault) => {
  const system = await setup();
  const { proxy, connectionString } = await proxied(system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Blob");
  await system.startWorker("worker-1", { AZURE_STORAGE_CONNECTION_STRING: connectionString });
  const isUpload = (method: string, path: string) => method === "PUT" && path.includes("job-payloads");
  // Each upload is tried twice by the SDK, and then again by us.
  for (const content of ["s", "r"])
    proxy.strike((method, path, _headers, body) => isUpload(method, path) && body.includes(content), fault, 5);

  const jobId = await system.submit({ type: "large" });
  const { job, events } = await system.ended(jobId);
  expect(proxy.struck).toBe(10);
  expect(job).toMatchObject({ status: "Completed", attempts: 1, result: "r".repeat(40_000) });
  expect(events.filter((event) => event.status === "Step")).toHaveLength(1);
  await system.ledger();
});
