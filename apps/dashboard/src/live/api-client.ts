import { type Problem, parseLossless, problemSchema } from "@baton/contracts";

/** An answer that is no success. */
class ApiError extends Error {
  override name = "ApiError";
  readonly problem: Problem | undefined;

  constructor(message: string, problem?: Problem) {
    super(message);
    this.problem = problem;
  }
}

/**
 * The text of a JSON answer. Text, because numbers that JavaScript would change have to stay as they are.
 * @param accepted further HTTP statuses whose body is a proper answer.
 * @throws {ApiError}
 */
export async function fetchText(path: string, accepted: number[] = []): Promise<string> {
  const response = await fetch(path, { cache: "no-store", headers: { Accept: "application/json" } }).catch(() => {
    throw new ApiError("The dashboard's server does not answer.");
  });
  const text = await response.text();
  if (response.ok) return text;
  const problem = readProblem(text);
  // A problem has a code; an answer under another status has none.
  if (accepted.includes(response.status) && !problem) return text;
  throw new ApiError(problem?.detail ?? problem?.title ?? `The server answered ${response.status}.`, problem);
}

function readProblem(text: string): Problem | undefined {
  try {
    return problemSchema.safeParse(parseLossless(text)).data;
  } catch {
    return undefined;
  }
}
