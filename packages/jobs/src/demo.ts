import { defineJob } from "@baton/sdk";
import { z } from "zod";

const stepNames = [
  "Data validation",
  "File processing",
  "Schema mapping",
  "Record matching",
  "Currency conversion",
  "Balance calculation",
  "Duplicate check",
  "Report generation",
  "Archive upload",
  "Notification",
] as const;

const input = z.object({
  steps: z.int().min(1).max(1000).default(stepNames.length),
  /** How long each step takes. */
  stepMs: z.int().min(0).max(600_000).default(1000),
  /** The step that throws, from 1. */
  failAt: z.int().min(1).max(1000).optional(),
});

export const demo = defineJob({
  type: "demo",
  description: "Waits through named steps; shows locks, steps and progress without doing anything.",
  input,
  async run({ steps, stepMs, failAt }, ctx) {
    for (let step = 1; step <= steps; step++) {
      const name = stepName(step);
      const message = `Processing step ${step}/${steps} - ${name}`;
      const work = async () => {
        await ctx.sleep(stepMs);
        if (step === failAt) throw new Error(`Processing error: step ${step}/${steps} - ${name} was asked to fail`);
      };
      await ctx.step(name, work, { message });
      ctx.progress(step, steps);
    }
    return { steps };
  },
});

/** The name of step `step` (from 1); they begin again after the tenth. */
function stepName(step: number): string {
  return stepNames[(step - 1) % stepNames.length] ?? stepNames[0];
}
