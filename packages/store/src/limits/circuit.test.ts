import { expect, test } from "vitest";
import { type AttemptWord, type Circuit, circuitWait, closedCircuit, withEnds, withProbe } from "./circuit.ts";

const settings = { windowSize: 6, minimumAttempts: 4, failureRate: 0.5, openMs: 1000, probes: 2 };
const begun = closedCircuit("mail", settings, 0);

function after(circuit: Circuit, words: AttemptWord[], now = 10): Circuit {
  const ends = words.map((word, at) => ({ jobId: `job-${at + 1}`, openings: circuit.openings, word }));
  return ends.reduce((so, end) => withEnds(so, [end], now), circuit);
}

const open = after(begun, ["failed", "failed", "failed", "failed"]);
const probing = withProbe(withProbe(open, "job-1", 1010), "job-2", 1020);

test("it opens when enough of enough attempts have failed, and not before", () => {
  expect(after(begun, ["failed", "failed", "failed"]).phase).toBe("closed");
  expect(after(begun, ["succeeded", "succeeded", "succeeded", "failed", "failed"]).phase).toBe("closed");
  expect(after(begun, ["succeeded", "succeeded", "failed", "failed"])).toMatchObject({
    phase: "open",
    openUntil: 1010,
  });
});

test("only the last attempts of the window count", () => {
  const many: AttemptWord[] = [...Array<AttemptWord>(50).fill("succeeded"), "failed", "failed"];
  expect(after(begun, many).phase).toBe("closed");
  expect(after(begun, [...many, "failed"]).phase).toBe("open");
});

test("ends that say nothing, and successes in a window full of them, change nothing", () => {
  expect(after(begun, Array(20).fill("nothing"))).toBe(begun);
  const healthy = after(begun, Array(6).fill("succeeded"));
  expect(after(healthy, ["succeeded"])).toBe(healthy);
});

test("while it is open nothing starts; then as many probes as are set, and no more until they have ended", () => {
  expect(circuitWait(begun, 5)).toBeUndefined();
  expect(circuitWait(open, 1009)).toBe(1010);
  expect(circuitWait(open, 1010)).toBeUndefined();
  expect(circuitWait(withProbe(open, "job-1", 1010), 1011)).toBeUndefined();
  expect(circuitWait(probing, 1021)).toBe(2010);
});

test("it closes when all probes have succeeded", () => {
  const half = after(probing, ["succeeded"], 1100);
  expect(half).toMatchObject({ phase: "half-open", succeeded: 1 });
  expect(circuitWait(half, 1100)).toBe(2020);
  const closed = withEnds(half, [{ jobId: "job-2", openings: 1, word: "succeeded" }], 1200);
  expect(closed).toMatchObject({ phase: "closed", window: "", probes: [] });
});

test("it opens again when one probe fails", () => {
  const again = after(probing, ["succeeded", "failed"], 1100);
  expect(again).toMatchObject({ phase: "open", openUntil: 2100, openings: 2, succeeded: 0 });
});

test("a probe that says nothing, or is never heard of again, leaves its place to another", () => {
  expect(circuitWait(after(probing, ["nothing"], 1100), 1100)).toBeUndefined();
  expect(circuitWait(probing, 2010)).toBeUndefined();
  expect(withProbe(probing, "job-3", 2015).probes.map(({ jobId }) => jobId)).toEqual(["job-2", "job-3"]);
});

test("what began before it opened says nothing of what came after", () => {
  const late = [{ jobId: "job-9", openings: 0, word: "failed" as const }];
  expect(withEnds(probing, late, 1100)).toBe(probing);
  expect(withEnds(open, late, 20)).toBe(open);
});
