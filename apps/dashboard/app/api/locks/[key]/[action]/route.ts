import { andThen } from "../../../../../src/server/answer.ts";
import { readOptionalJsonText } from "../../../../../src/server/body-text.ts";
import { commandResponse } from "../../../../../src/server/command-response.ts";
import { respond } from "../../../../../src/server/respond.ts";
import { services } from "../../../../../src/server/services.ts";

export async function POST(request: Request, { params }: RouteContext<"/api/locks/[key]/[action]">): Promise<Response> {
  return respond(async () => {
    const { key, action } = await params;
    const tenant = new URL(request.url).searchParams.get("tenant") ?? undefined;
    const body = await readOptionalJsonText(request);
    return andThen(body, (text) => services().operations.orderForKey(key, tenant, action, text));
  }, commandResponse);
}
