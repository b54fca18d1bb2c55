import { answerAuth } from "../../../../../src/server/access/auth-route.ts";

export async function DELETE(
  _request: Request,
  { params }: RouteContext<"/api/auth/sessions/[sessionId]">,
): Promise<Response> {
  const { sessionId } = await params;
  return answerAuth(({ logIns }) => logIns.endSession(sessionId));
}
