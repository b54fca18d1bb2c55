import { answerAuthBody, loggedInJson } from "../../../../src/server/access/auth-route.ts";

export async function POST(request: Request): Promise<Response> {
  const agent = request.headers.get("user-agent") ?? undefined;
  return answerAuthBody(request, ({ logIns }, text) => logIns.logIn(text, agent), {
    isOfPasswords: true,
    success: (loggedIn) => loggedInJson(request, loggedIn),
  });
}
