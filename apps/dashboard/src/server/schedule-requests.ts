import type { Schedule } from "@baton/contracts";
import type { ScheduleName } from "@baton/store";
import type { Answer } from "./answer.ts";
import { readJsonText } from "./body-text.ts";
import { json } from "./respond.ts";

/** A schedule's name as its address has it: the tenant is in the query. */
export async function nameOf(request: Request, params: Promise<{ scheduleId: string }>): Promise<ScheduleName> {
  return { scheduleId: (await params).scheduleId, tenantId: tenantOf(request) ?? "default" };
}

export function tenantOf(request: Request): string | undefined {
  return new URL(request.url).searchParams.get("tenantId") ?? undefined;
}

export async function withBody<T>(request: Request, work: (text: string) => Promise<Answer<T>> | Answer<T>) {
  const body = await readJsonText(request);
  return body.kind === "ok" ? work(body.value) : body;
}

/** With the ETag by which it can be replaced. */
export function scheduleJson(schedule: Schedule, init: ResponseInit = {}): Response {
  return json(schedule, { ...init, headers: { ...init.headers, ETag: `"${schedule.revision}"` } });
}
