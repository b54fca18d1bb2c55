import { answerAuth, loggedOutJson } from "../../../../src/server/access/auth-route.ts";

export async function POST(request: Request): Promise<Response> {
  return answerAuth(({ logIns }) => logIns.logOut(), { success: () => loggedOutJson(request) });
}
