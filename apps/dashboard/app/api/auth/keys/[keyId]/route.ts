import { answerAuth } from "../../../../../src/server/access/auth-route.ts";

export async function DELETE(_request: Request, { params }: RouteContext<"/api/auth/keys/[keyId]">): Promise<Response> {
  const { keyId } = await params;
  return answerAuth(({ desk }) => desk.revokeKey(keyId), { permission: "administer" });
}
