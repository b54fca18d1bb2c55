import { answerAuth } from "../../../../src/server/access/auth-route.ts";

export async function GET(): Promise<Response> {
  return answerAuth(({ logIns }) => logIns.sessions());
}
