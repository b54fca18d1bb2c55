import { openApiDocument } from "@baton/contracts";
import { expect, test } from "vitest";
import { type ApiDescription, routesByTag } from "./routes-by-tag.ts";

const groups = routesByTag(openApiDocument("1.2.3") as ApiDescription);
const routeOf = (id: string) => groups.flatMap(({ routes }) => routes).find((route) => route.id === id);

test("routes stand under the first word of their paths, with what they take and answer", () => {
  expect(groups.map(({ tag }) => tag)).toEqual(expect.arrayContaining(["jobs", "locks", "schedules", "audit", "auth"]));
  expect(routeOf("postJobs")).toMatchObject({
    method: "POST",
    path: "/api/jobs",
    access: "submit",
    parameters: [{ name: "Idempotency-Key", place: "header", required: false, type: "string" }],
    body: { type: "application/json", schema: expect.stringContaining('"lockKey"') },
    answers: [{ status: "200" }, { status: "202" }],
  });
});

test("what has no body or no shape is told as such", () => {
  expect(routeOf("deleteSchedulesScheduleId")).toMatchObject({ body: undefined, answers: [{ status: "204" }] });
  expect(routeOf("getEvents")?.answers).toEqual([
    { status: "200", content: { type: "text/event-stream", schema: undefined } },
  ]);
  expect(routeOf("getStats")?.parameters[0]).toEqual({
    name: "window",
    place: "query",
    required: false,
    type: "1h | 24h | 7d, default 24h",
  });
});
