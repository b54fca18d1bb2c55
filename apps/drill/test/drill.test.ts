import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloneFolder } from "@baton/runtime";
import { expect, onTestFinished, test } from "vitest";

test("a drill does what it says to its own system and proves what came of it", () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-drill-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "report.json");
  const { status, stdout, stderr } = drill([
    "--quick",
    "--only",
    "kill-child",
    "rubbish",
    "--keys",
    "2",
    "--json",
    file,
  ]);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stdout).toContain("Nothing was lost, doubled or overlapped.");

  const { faults, proof } = JSON.parse(readFileSync(file, "utf8"));
  expect(faults).toMatchObject([
    { name: "rubbish", wrong: [] },
    { name: "kill-child", wrong: [], did: expect.stringMatching(/killed the child of drill-worker-\d/) },
  ]);
  expect(proof.faults).toEqual([]);
  expect(Object.keys(proof.ended)).toEqual(["Completed"]);
  expect(proof.ended.Completed).toBeGreaterThan(3);
});

function drill(args: string[]) {
  return spawnSync(process.execPath, [join(cloneFolder, "apps/drill/src/main.ts"), ...args], { encoding: "utf8" });
}
