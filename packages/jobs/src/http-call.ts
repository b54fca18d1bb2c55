import { defineJob } from "@baton/sdk";
import { type CallInput, callInput } from "./http/call-input.ts";

const stepName = "Call";

export const httpCall = defineJob({
  type: "http-call",
  description: "Makes one HTTP request, which the server can tell from its repetitions, and records the answer.",
  input: callInput,
  async run(call, ctx) {
    // Only now: a thread that runs other jobs need not load it.
    const { callHttp } = await import("./http/call-http.ts");
    const what = describe(call);
    // The same in every attempt; the fence rises with each.
    const identity = { idempotencyKey: `${ctx.job.jobId}-${stepName}`, fence: ctx.fence };
    return ctx.step(stepName, () => callHttp(call, what, identity, ctx.signal), { message: what });
  },
});

function describe({ method, url }: CallInput): string {
  const { origin, pathname } = new URL(url);
  return `${method} ${origin}${pathname}`;
}
