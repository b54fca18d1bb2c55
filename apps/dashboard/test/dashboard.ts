import {
  apiRouteOf,
  describeIssues,
  type Health,
  healthSchema,
  type Problem,
  parseLossless,
  problemSchema,
} from "@baton/contracts";
import { type AppProcess, eventually, type TestSystem } from "@baton/testing";
import { expect } from "vitest";

/** The real dashboard process of a test, and how to talk to it. */
export class Dashboard {
  readonly url: string;
  readonly app: AppProcess;

  constructor(url: string, app: AppProcess) {
    this.url = url;
    this.app = app;
  }

  /** What comes as JSON is what the API's description says, or the test fails. */
  async fetch(path: string, init?: RequestInit): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, { redirect: "manual", ...init });
    await expectAsDescribed(init?.method ?? "GET", path, response);
    return response;
  }

  post(
    body: NonNullable<RequestInit["body"]>,
    headers: Record<string, string> = { "content-type": "application/json" },
  ): Promise<Response> {
    return this.fetch("/api/jobs", { method: "POST", headers, body });
  }

  submit(request: unknown): Promise<Response> {
    return this.post(JSON.stringify(request));
  }

  /** Gives a command: `path` below `/api/`. */
  order(path: string, body: object | string = {}): Promise<Response> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return this.fetch(`/api/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: text });
  }

  async health(): Promise<Health> {
    return healthSchema.parse(await (await this.fetch("/api/health")).json());
  }

  async connected(): Promise<this> {
    await eventually("broker and storage to be up", async () => {
      const { broker, storage } = await this.health();
      return broker.status === "up" && storage.status === "up";
    });
    return this;
  }
}

/**
 * Starts a dashboard on a free port; it serves, and is perhaps not connected yet.
 * @param name another one for each of a system: its log tells where it listens.
 */
export async function startDashboard(
  system: TestSystem,
  env: Record<string, string> = {},
  name = "dashboard",
): Promise<Dashboard> {
  const app = system.app(name, "apps/dashboard/src/main.ts", { HOST: "127.0.0.1", PORT: "0", ...env });
  await app.ready();
  // Its message may be quicker than its log.
  const url = await eventually("the dashboard to say where it listens", () => /"url":"([^"]+)"/.exec(app.log)?.[1]);
  return new Dashboard(url, app);
}

async function expectAsDescribed(method: string, path: string, response: Response): Promise<void> {
  const route = apiRouteOf(method, path.split("?", 1)[0] ?? "");
  const type = response.headers.get("content-type") ?? "";
  if (!route || method === "HEAD" || !type.includes("json") || type.includes("ndjson")) return;
  const schema = type.startsWith("application/problem") ? problemSchema : route.answers[response.status];
  const said = `${method} ${path} answered ${response.status}`;
  if (schema === undefined) throw new Error(`${said}, of which its description does not tell`);
  if (typeof schema === "string") return expect(type, said).toContain(schema);
  const { error } = schema.safeParse(parseLossless(await response.clone().text()));
  if (error) throw new Error(`${said}, and not as described: ${describeIssues(error)}`);
}

export async function expectProblem(response: Response, status: number, code: string): Promise<Problem> {
  const text = await response.text();
  expect({ status: response.status, body: text }).toMatchObject({ status, body: expect.stringContaining(code) });
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.parse(JSON.parse(text));
  expect(problem).toMatchObject({ status, code });
  return problem;
}
