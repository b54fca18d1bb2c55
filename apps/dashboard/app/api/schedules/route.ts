import { json, respond } from "../../../src/server/respond.ts";
import { scheduleJson, tenantOf, withBody } from "../../../src/server/schedule-requests.ts";
import { services } from "../../../src/server/services.ts";

export async function GET(request: Request): Promise<Response> {
  return respond(
    () => services().schedules.list(tenantOf(request)),
    (schedules) => json({ schedules }),
  );
}

export async function POST(request: Request): Promise<Response> {
  return respond(
    () => withBody(request, (text) => services().schedules.create(text)),
    (created) => scheduleJson(created, { status: 201, headers: { Location: addressOf(created) } }),
  );
}

function addressOf({ scheduleId, tenantId }: { scheduleId: string; tenantId: string }): string {
  return `/api/schedules/${scheduleId}${tenantId === "default" ? "" : `?tenantId=${tenantId}`}`;
}
