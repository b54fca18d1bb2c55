import { afterEach, expect, test, vi } from "vitest";
import { type BulkOrder, type BulkProgress, giveBulkOrder } from "./bulk-order.ts";

afterEach(() => vi.unstubAllGlobals());

const given = (jobId: string) => ({ jobId, commandId: "c" });
const problem = { type: "urn:x", title: "No", status: 404, code: "unknown-job", detail: "No job has it." };

/** A server that answers one request after the other. */
function answering(...answers: (object | number)[]): object[] {
  const asked: object[] = [];
  vi.stubGlobal("fetch", async (_path: string, { body }: { body: string }) => {
    asked.push(JSON.parse(body) as object);
    const answer = answers[asked.length - 1] ?? 500;
    return typeof answer === "number"
      ? new Response("{}", { status: answer })
      : new Response(JSON.stringify(answer), { status: 202 });
  });
  return asked;
}

async function give(order: BulkOrder, signal = new AbortController().signal) {
  let progress: BulkProgress | undefined;
  const end = await giveBulkOrder(order, signal, (next) => {
    progress = next;
  });
  return { end, progress };
}

const ofFilter: BulkOrder = { action: "replay", reason: undefined, rest: { kind: "filter", filter: { type: "demo" } } };

test("a filter is followed from cursor to cursor until there are no more", async () => {
  const asked = answering(
    { answers: [given("a"), { jobId: "b", problem }], cursor: "1" },
    { answers: [], cursor: "2" },
    { answers: [given("c")] },
  );
  expect(await give(ofFilter)).toEqual({
    end: { kind: "done" },
    progress: { given: 2, refused: 1, firstProblem: "No job has it." },
  });
  expect(asked).toEqual([
    { action: "replay", filter: { type: "demo" }, limit: 100 },
    { action: "replay", filter: { type: "demo" }, limit: 100, cursor: "1" },
    { action: "replay", filter: { type: "demo" }, limit: 100, cursor: "2" },
  ]);
});

test("ids go in parts, with the reason", async () => {
  const ids = Array.from({ length: 150 }, (_, at) => String(at));
  const asked = answering({ answers: [] }, { answers: [] });
  await give({ action: "discard", reason: "seen", rest: { kind: "ids", ids } });
  expect(asked).toMatchObject([{ ids: ids.slice(0, 100), reason: "seen" }, { ids: ids.slice(100) }]);
});

test("an order that breaks off or is stopped says what it would go on with", async () => {
  answering({ answers: [given("a")], cursor: "1" }, 503);
  const left = { ...ofFilter, rest: { ...ofFilter.rest, cursor: "1" } };
  expect((await give(ofFilter)).end).toMatchObject({ kind: "failed", left });
  const stopped = new AbortController();
  stopped.abort();
  expect(await give(ofFilter, stopped.signal)).toEqual({
    end: { kind: "stopped", left: ofFilter },
    progress: undefined,
  });
});
