import { defineJob, NonRetryableError } from "@baton/sdk";
import { z } from "zod";

export const exampleJob = defineJob({
  // What a submission names: { "type": "example", "payload": { "items": ["one"] } }. Each type has one definition.
  type: "example",
  description: "Handles items, one after another.",

  // Checked before run: a payload that does not fit ends the job, and what run gets has these types.
  input: z.object({
    items: z.array(z.string().min(1).max(100)).min(1).max(1000),
  }),

  // Time limit of one attempt in milliseconds; a submission may bring its own. Without it: one hour.
  timeoutMs: 10 * 60_000,

  async run({ items }, ctx) {
    let characters = 0;
    for (const [index, item] of items.entries()) {
      // When the promise resolves, the step is on the record and never runs again: after a crash another worker goes
      // on from here with the recorded result (JSON). So put each effect that must not happen twice into a step.
      characters += await ctx.step("Handle item", () => handle(item, ctx.fence, ctx.signal), {
        message: `Processing step ${index + 1}/${items.length} - ${item}`,
      });
      ctx.progress(index + 1, items.length, `${index + 1} of ${items.length} items handled`);
    }
    // What run returns (JSON) is the job's result.
    return { handled: items.length, characters };
  },
});

/**
 * The work on one item.
 * @param _fence rises with every attempt: pass it to systems downstream, which can refuse whoever comes with a lower one.
 * @param signal aborts when the attempt must end; pass it to what takes long (fetch, timers, queries).
 */
async function handle(item: string, _fence: number, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  // Any other error means: trying again may help. RetryAfterError also says when.
  if (item.trim() === "") throw new NonRetryableError("An item is blank");
  return item.length;
}
