import { respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function GET(_request: Request, { params }: RouteContext<"/api/commands/[commandId]">): Promise<Response> {
  return respond(async () => services().operations.find((await params).commandId));
}
