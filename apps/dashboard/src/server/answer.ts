import { type ProblemBody, type ProblemCode, problemOf } from "./problem.ts";

/** What a service answers: the value, or the problem that the caller shows. Bugs are thrown. */
export type Answer<T> = { kind: "ok"; value: T } | { kind: "problem"; problem: ProblemBody };

export function ok<T>(value: T): Answer<T> {
  return { kind: "ok", value };
}

export function refused(
  code: ProblemCode,
  detail?: string,
  extra?: Partial<ProblemBody>,
): { kind: "problem"; problem: ProblemBody } {
  return { kind: "problem", problem: problemOf(code, detail, extra) };
}

export async function andThen<T, U>(answer: Answer<T>, next: (value: T) => Promise<Answer<U>>): Promise<Answer<U>> {
  return answer.kind === "ok" ? next(answer.value) : answer;
}
