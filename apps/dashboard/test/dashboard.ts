import { type Health, healthSchema, type Problem, problemSchema } from "@baton/contracts";
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

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.url}${path}`, { redirect: "manual", ...init });
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

/** Starts a dashboard on a free port; it serves, and is perhaps not connected yet. */
export async function startDashboard(system: TestSystem, env: Record<string, string> = {}): Promise<Dashboard> {
  const app = system.app("dashboard", "apps/dashboard/src/main.ts", { HOST: "127.0.0.1", PORT: "0", ...env });
  await app.ready();
  // Its message may be quicker than its log.
  const url = await eventually("the dashboard to say where it listens", () => /"url":"([^"]+)"/.exec(app.log)?.[1]);
  return new Dashboard(url, app);
}

export async function expectProblem(response: Response, status: number, code: string): Promise<Problem> {
  const text = await response.text();
  expect({ status: response.status, body: text }).toMatchObject({ status, body: expect.stringContaining(code) });
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.parse(JSON.parse(text));
  expect(problem).toMatchObject({ status, code });
  return problem;
}
