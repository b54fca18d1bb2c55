import { describeIssues, parseLossless } from "@baton/contracts";
import * as z from "zod";
import type { RawAnswer } from "./raw-exchange.ts";
import type { Operation } from "./request-arbitrary.ts";

const problemType = "application/problem+json";
const jsonType = "application/json";

/** Whether an answer is one that the description of the API tells of. */
export class AnswerCheck {
  readonly #schemas = new Map<unknown, z.ZodType>();
  readonly #problem: unknown;

  /** @param problem the schema of a refusal. */
  constructor(problem: unknown) {
    this.#problem = problem;
  }

  /** @throws with what is wrong about it. */
  expectDescribed({ method, responses }: Operation, { status, type, location, body }: RawAnswer): void {
    // An address that is not in its plain form ("/api/jobs/..") is answered with that form, on this server.
    if (status === 308 && /^\/[^/\\]/.test(location ?? "")) return;
    // Node itself refuses an address that is too long.
    if (status === 431 && body === "") return;
    const described = responses[status];
    if (status >= 500 && !described) throw new Error(`Answered ${status}: ${body.slice(0, 500)}`);
    if (!described) {
      this.#expectProblem(method, status, type, body);
      return;
    }
    if (method === "HEAD" || !described.content) return;
    const content = Object.entries(described.content)[0];
    if (!content) return;
    const [expected, { schema }] = content;
    const essence = type.split(";", 1)[0];
    // An export has two types, of which the description names the first.
    if (essence !== expected && essence !== "application/x-ndjson")
      throw new Error(`Answered ${status} as ${type}, not as ${expected}`);
    if (expected === jsonType && schema) this.#expectLike(schema, body);
  }

  #expectProblem(method: string, status: number, type: string, body: string): void {
    if (status < 400) throw new Error(`Answered ${status}, of which the description does not tell`);
    if (type !== problemType)
      throw new Error(`Refused with ${status} as ${type}, not as a problem: ${body.slice(0, 200)}`);
    if (method !== "HEAD") this.#expectLike(this.#problem, body);
    if (/\.tsx?:\d|node_modules|at .+\(.+:\d+\)/.test(body)) throw new Error(`Shows its code: ${body.slice(0, 500)}`);
  }

  #expectLike(schema: unknown, body: string): void {
    const { error } = this.#schemaOf(schema).safeParse(parseLossless(body));
    if (error) throw new Error(`Not as described: ${describeIssues(error)}; ${body.slice(0, 500)}`);
  }

  #schemaOf(schema: unknown): z.ZodType {
    const made = this.#schemas.get(schema) ?? z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    this.#schemas.set(schema, made);
    return made;
  }
}
