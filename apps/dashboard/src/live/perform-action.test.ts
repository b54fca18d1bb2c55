import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Notice } from "../ui/notify.ts";
import { type Action, performAction } from "./perform-action.ts";

type Said = { status: number; body: object };

/** A server that answers each path with what the test says, and notes what it was sent. */
async function setup(answers: Record<string, Said>) {
  const sent: unknown[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (body !== "") sent.push(JSON.parse(body));
    const { status, body: said } = answers[request.url ?? ""] ?? { status: 500, body: {} };
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const notices: Notice[] = [];
  const perform = (more: Partial<Action> = {}) =>
    performAction(
      { path: `${origin}/act`, body: { reason: "test" }, done: "Done", failed: "Not done", ...more },
      (notice) => notices.push(notice),
    );
  return { notices, perform, sent };
}

const commandId = "019abcde-0000-7000-8000-0123456789ab";

test("what is done at once is told, with what can be done next", async () => {
  const answer = { commandId, newJobId: "new", outcome: { kind: "done" } };
  const { notices, perform, sent } = await setup({ "/act": { status: 200, body: answer } });
  const next = { label: "Open", onClick: () => undefined };
  expect(await perform({ next: () => next })).toEqual({ kind: "done", answer });
  expect(sent).toEqual([{ reason: "test" }]);
  expect(notices).toMatchObject([{ tone: "success", title: "Done", action: next }]);
});

test("a problem is told in its own words", async () => {
  const problem = { type: "urn:x", title: "No", status: 409, detail: "It is Completed.", code: "already-finished" };
  const { notices, perform } = await setup({ "/act": { status: 409, body: problem } });
  expect(await perform()).toEqual({ kind: "failed", message: "It is Completed.", problem });
  expect(notices).toMatchObject([{ tone: "failure", title: "Not done", description: "It is Completed." }]);
});

test("a server that is away is told, too", async () => {
  const { notices, perform } = await setup({});
  expect(await perform({ path: "http://127.0.0.1:1/act" })).toMatchObject({ kind: "failed", problem: undefined });
  expect(notices).toMatchObject([{ tone: "failure", description: "The dashboard's server does not answer." }]);
});

test("a command that waits for its key's holder is followed, and what is told takes the same place", async () => {
  // Nobody waits for the looks at what becomes of it.
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { notices, perform } = await setup({ "/act": { status: 202, body: { commandId } } });
  const result = await perform();
  expect(result).toMatchObject({ kind: "pending", commandId });
  expect(notices).toMatchObject([{ tone: "waiting" }]);
});
