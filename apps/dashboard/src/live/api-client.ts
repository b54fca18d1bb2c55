import { type Problem, parseLossless } from "@baton/contracts";
import { needLogin } from "../access/login-need.ts";
import { tryReadWire } from "./wire.ts";

/** An answer that is no success. */
export class ApiError extends Error {
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
  // The browser keeps the answer with its ETag, and asks each time whether it still holds.
  return textOf(await ask(path, { headers, cache: "no-cache" }), accepted);
}

export type ActionRequest = {
  method?: "POST" | "PUT" | "PATCH" | "DELETE" | undefined;
  path: string;
  /** Written as JSON; a string is JSON already, so that numbers in it keep their digits. */
  body?: unknown;
  headers?: Record<string, string> | undefined;
};

/**
 * Asks for something to be done.
 * @returns the text of the answer, which may be empty.
 * @throws {ApiError}
 */
export async function sendAction({ method = "POST", path, body = {}, headers: more }: ActionRequest): Promise<string> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await ask(path, {
    method,
    cache: "no-store",
    headers: { ...headers, "Content-Type": "application/json", ...more },
    ...(method === "DELETE" ? {} : { body: text }),
  });
  return textOf(response, []);
}

const headers = { Accept: "application/json" };

async function ask(path: string, init: RequestInit): Promise<Response> {
  return fetch(path, init).catch(() => {
    throw new ApiError("The dashboard's server does not answer.");
  });
}

async function textOf(response: Response, accepted: number[]): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  const problem = await readProblem(text);
  if (problem?.code === "not-logged-in") needLogin();
  // A problem has a code; an answer under another status has none.
  if (accepted.includes(response.status) && !problem) return text;
  throw new ApiError(problem?.detail ?? problem?.title ?? `The server answered ${response.status}.`, problem);
}

async function readProblem(text: string): Promise<Problem | undefined> {
  try {
    return await tryReadWire("problemSchema", parseLossless(text));
  } catch {
    return undefined;
  }
}
