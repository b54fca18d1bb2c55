import { createLogger } from "@baton/runtime";
import type { EventDraft } from "@baton/store";
import { expect, test } from "vitest";
import { AttemptRecord, type AttemptRecordOptions } from "./attempt-record.ts";
import { Backlog } from "./backlog.ts";

const maxLines = 1000;

test("data nested too deep to be written again goes onto the record as it is, also after a thousand lines", async () => {
  const { record, events } = setup();
  const deep = `${"[".repeat(9000)}${"]".repeat(9000)}`;
  expect(() => JSON.stringify(JSON.parse(deep))).toThrow(RangeError);
  for (let line = 0; line < maxLines; line += 1) say(record, "before", undefined);
  say(record, 'with "data"', deep);
  say(record, "without", undefined);
  await record.flush();

  expect(events).toHaveLength(maxLines + 1);
  const chunk = events.at(-1);
  expect(chunk).toMatchObject({ status: "Log", message: "2 more lines" });
  const at = expect.stringMatching(/^\d{4}-.*Z$/);
  const lines = JSON.parse(textOf(chunk).replace(deep, '"deep"'));
  expect(lines).toEqual([
    { at, message: 'with "data"', data: "deep" },
    { at, message: "without" },
  ]);
});

function say(record: AttemptRecord, message: string, dataText: string | undefined): void {
  record.add({ kind: "log", message, dataText }, () => undefined);
}

function textOf(event: EventDraft | undefined): string {
  return event?.data?.kind === "inline" ? event.data.text : "";
}

function setup() {
  const events: EventDraft[] = [];
  const append: AttemptRecordOptions["append"] = async (build) => {
    events.push(...build(events.length + 1).events);
    return [];
  };
  const record = new AttemptRecord({
    jobId: "job",
    attempt: 1,
    texts: { keep: async (text) => ({ kind: "inline", text }) },
    append,
    backlog: new Backlog(),
    onFailed: (err) => {
      throw err;
    },
    logger: createLogger({ level: "silent", base: { app: "test" }, readable: false }),
  });
  return { record, events };
}
