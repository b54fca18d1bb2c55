import type { ProblemBody } from "../../problem.ts";
import { problemOf } from "../../problem.ts";
import { services } from "../../services.ts";
import type { OidcLogIns } from "./oidc-log-ins.ts";

type Refusal = { kind: "problem"; problem: ProblemBody };

/** Answers a step of a log-in at a provider: whoever is in front of the browser is told on the page for logging in. */
export async function answerOidc(work: (oidc: OidcLogIns) => Promise<Response | Refusal>): Promise<Response> {
  const { auth, logger } = services();
  if (!auth?.oidc) return toLogin(problemOf("no-oidc"));
  const answer = await work(auth.oidc);
  if (answer instanceof Response) return answer;
  const { code, detail } = answer.problem;
  logger.warn({ code, detail }, "Somebody could not log in at the provider");
  return toLogin(answer.problem);
}

export function sentTo(address: string, cookies: string[] = []): Response {
  const headers = new Headers({ Location: address, "Cache-Control": "no-store" });
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  return new Response(null, { status: 302, headers });
}

function toLogin({ code }: ProblemBody): Response {
  return sentTo(`/login?problem=${code}`);
}
