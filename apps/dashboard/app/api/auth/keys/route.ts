import { answerAuth, answerAuthBody } from "../../../../src/server/access/auth-route.ts";
import { json } from "../../../../src/server/respond.ts";

export async function GET(): Promise<Response> {
  return answerAuth(({ desk }) => desk.keys(), { permission: "administer" });
}

export async function POST(request: Request): Promise<Response> {
  return answerAuthBody(request, ({ desk }, text) => desk.makeKey(text), {
    permission: "administer",
    success: (made) => json(made, { status: 201 }),
  });
}
