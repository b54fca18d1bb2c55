import { ownPath } from "../../../../../src/screens/login/own-path.ts";
import { cameByTls } from "../../../../../src/server/access/auth-route.ts";
import { answerOidc, sentTo } from "../../../../../src/server/access/oidc/oidc-route.ts";

export async function GET(request: Request): Promise<Response> {
  return answerOidc(async (oidc) => {
    const from = ownPath(new URL(request.url).searchParams.get("from") ?? "/");
    const begun = await oidc.begin(from, cameByTls(request));
    return begun.kind === "ok" ? sentTo(begun.value.address.href, [begun.value.setCookie]) : begun;
  });
}
