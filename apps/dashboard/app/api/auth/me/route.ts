import { callerView } from "../../../../src/server/access/caller-view.ts";
import { ok } from "../../../../src/server/answer.ts";
import { respond } from "../../../../src/server/respond.ts";
import { services } from "../../../../src/server/services.ts";

export async function GET(): Promise<Response> {
  return respond(async () => {
    const { auth, callers } = services();
    return ok(callerView(callers.current, auth?.oidc?.providerName));
  });
}
