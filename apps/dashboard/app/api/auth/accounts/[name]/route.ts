import { answerAuthBody } from "../../../../../src/server/access/auth-route.ts";

export async function PATCH(
  request: Request,
  { params }: RouteContext<"/api/auth/accounts/[name]">,
): Promise<Response> {
  const { name } = await params;
  return answerAuthBody(request, ({ desk }, text) => desk.change(name, text), { permission: "administer" });
}
