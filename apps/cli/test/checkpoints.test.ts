import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";

test("the leader signs what has changed, and the record verifies up to there", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { CHECKPOINT_SECONDS: "1" });
  await system.ended(await system.submit({ type: "probe", payload: { steps: 3 } }));
  const report = await eventually("everything to be signed", async () => {
    const found = await system.verifyAll();
    return found.checkpoints.lines > 1 && found.younger.length === 0 ? found : undefined;
  });
  expect(report.checkpoints).toMatchObject({ trust: "first-line" });
});
