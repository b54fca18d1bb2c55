import { answerAuthBody } from "../../../../src/server/access/auth-route.ts";
import { json } from "../../../../src/server/respond.ts";

export async function POST(request: Request): Promise<Response> {
  return answerAuthBody(request, ({ desk }, text) => desk.invite(text), {
    permission: "administer",
    isOfPasswords: true,
    success: (made) => json(made, { status: 201 }),
  });
}
