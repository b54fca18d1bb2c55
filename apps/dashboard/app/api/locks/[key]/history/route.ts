import { respond } from "../../../../../src/server/respond.ts";
import { services } from "../../../../../src/server/services.ts";

export async function GET(request: Request, { params }: RouteContext<"/api/locks/[key]/history">): Promise<Response> {
  return respond(async () => {
    const query = Object.fromEntries(new URL(request.url).searchParams);
    return services().locks.findHistory((await params).key, query);
  });
}
