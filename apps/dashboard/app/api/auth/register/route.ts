import { answerAuthBody } from "../../../../src/server/access/auth-route.ts";
import { json } from "../../../../src/server/respond.ts";

export async function POST(request: Request): Promise<Response> {
  return answerAuthBody(request, ({ desk }, text) => desk.register(text), {
    isOfPasswords: true,
    success: (account) => json(account, { status: 201 }),
  });
}
