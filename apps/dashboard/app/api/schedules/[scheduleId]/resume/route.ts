import { respond } from "../../../../../src/server/respond.ts";
import { nameOf, scheduleJson } from "../../../../../src/server/schedule-requests.ts";
import { services } from "../../../../../src/server/services.ts";

type Context = RouteContext<"/api/schedules/[scheduleId]/resume">;

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return respond(async () => services().schedules.resume(await nameOf(request, params)), scheduleJson);
}
