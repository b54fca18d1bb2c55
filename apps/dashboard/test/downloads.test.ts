import { setup } from "@baton/testing";
import { expect, test } from "vitest";
import { startDashboard } from "./dashboard.ts";

const hostile = ['a"; filename="evil.exe', "../../etc/passwd", "a\\b", "über/ключ", "C:\\x.bat", ".", "x".repeat(500)];

test("a download has a plain name, whatever its lock key is called", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  for (const lockKey of hostile) {
    const jobId = await system.submit({ type: "probe", lockKey });
    await system.ended(jobId);
    const address = `/api/audit/evidence?key=${encodeURIComponent(lockKey)}`;
    for (const method of ["GET", "HEAD"]) {
      const pack = await dashboard.fetch(address, { method });
      expect(pack.status, `${method} ${lockKey}`).toBe(200);
      expect(pack.headers.get("content-disposition"), lockKey).toMatch(
        /^attachment; filename="baton-evidence-[A-Za-z0-9_-]{1,60}\.ndjson\.gz"$/,
      );
      expect(pack.headers.get("x-content-type-options")).toBe("nosniff");
      await pack.body?.cancel();
    }
  }
  for (const format of ["csv", "ndjson"]) {
    const jobs = await dashboard.fetch(`/api/jobs/export?format=${format}&key=${encodeURIComponent(hostile[0] ?? "")}`);
    expect(jobs.headers.get("content-disposition")).toMatch(
      new RegExp(`^attachment; filename="baton-jobs-[0-9TZ-]+\\.${format}"$`),
    );
    expect(jobs.headers.get("x-content-type-options")).toBe("nosniff");
    await jobs.body?.cancel();
  }
});
