import { type JobDetail, type JobStatus, jobDetailSchema, submitResponseSchema } from "@baton/contracts";
import { expect } from "@playwright/test";

/** Where the system under test answers. */
type Server = { url: string };

/** @param path below `/api/`. @param body JSON text, or what becomes one. */
export function post({ url }: Server, path: string, body: object | string = {}): Promise<Response> {
  return fetch(`${url}/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** An operator's command, which is accepted. */
export async function order(server: Server, path: string, body: object = {}): Promise<void> {
  const answer = await post(server, path, body);
  expect(answer.ok, `${path} was answered ${answer.status}: ${await answer.clone().text()}`).toBe(true);
}

/** @param job JSON text, or what is to differ from a `demo` job of one short step. @returns its id. */
export async function submit(server: Server, job: object | string): Promise<string> {
  const whole = typeof job === "string" ? job : { type: "demo", payload: { steps: 1, stepMs: 1 }, ...job };
  const answer = await post(server, "jobs", whole);
  expect(answer.status, await answer.clone().text()).toBe(202);
  return submitResponseSchema.parse(await answer.json()).jobId;
}

export async function read({ url }: Server, jobId: string): Promise<JobDetail> {
  return jobDetailSchema.parse(await (await fetch(`${url}/api/jobs/${jobId}`)).json());
}

/** Waits until the job stands there. */
export async function until(server: Server, jobId: string, status: JobStatus): Promise<JobDetail> {
  const statusNow = async () => {
    const answer = await fetch(`${server.url}/api/jobs/${jobId}`);
    return answer.ok ? jobDetailSchema.parse(await answer.json()).job.status : "not known yet";
  };
  await expect.poll(statusNow).toBe(status);
  return read(server, jobId);
}
