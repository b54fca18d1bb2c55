import { respond } from "../../../../src/server/respond.ts";
import { nameOf, scheduleJson, withBody } from "../../../../src/server/schedule-requests.ts";
import { services } from "../../../../src/server/services.ts";

type Context = RouteContext<"/api/schedules/[scheduleId]">;

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return respond(async () => services().schedules.find(await nameOf(request, params)), scheduleJson);
}

export async function PUT(request: Request, { params }: Context): Promise<Response> {
  return respond(async () => {
    const name = await nameOf(request, params);
    return withBody(request, (text) => services().schedules.replace(name, text, request.headers.get("if-match")));
  }, scheduleJson);
}

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return respond(
    async () => services().schedules.delete(await nameOf(request, params)),
    () => new Response(null, { status: 204 }),
  );
}
