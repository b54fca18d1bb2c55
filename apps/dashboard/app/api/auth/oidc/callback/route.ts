import { ownPath } from "../../../../../src/screens/login/own-path.ts";
import { cameByTls } from "../../../../../src/server/access/auth-route.ts";
import { answerOidc, sentTo } from "../../../../../src/server/access/oidc/oidc-route.ts";
import { sessionCookieText } from "../../../../../src/server/access/session-cookie.ts";

export async function GET(request: Request): Promise<Response> {
  return answerOidc(async (oidc) => {
    const isSecure = cameByTls(request);
    const finished = await oidc.finish(request);
    if (finished.kind === "problem") return finished;
    const { loggedIn, from } = finished.value;
    const session = "cookie" in loggedIn ? [sessionCookieText(loggedIn.cookie, isSecure)] : [];
    return sentTo(ownPath(from), [...session, oidc.cookie.forget(isSecure)]);
  });
}
