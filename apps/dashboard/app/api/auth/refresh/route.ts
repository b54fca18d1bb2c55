import { answerAuthBody } from "../../../../src/server/access/auth-route.ts";

export async function POST(request: Request): Promise<Response> {
  return answerAuthBody(request, ({ logIns }, text) => logIns.refresh(text));
}
