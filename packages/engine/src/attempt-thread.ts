import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { startThreadTracing } from "@baton/runtime/tracing";
import type { JobDefinition } from "@baton/sdk";
import { AttemptRun } from "./attempt-run.ts";
import { captureOutput } from "./console-output.ts";
import { describeType } from "./describe-type.ts";
import { loadJobTypes, settingsOf } from "./load-job-types.ts";
import { ownTask, watchSpawns } from "./spawn-watch.ts";
import type { FromThread, JobTypeInfo, ToThread } from "./thread-protocol.ts";

/** The entry of a job thread: loads the job modules once, then runs one attempt after another. */
const port = parentPort as MessagePort;
const send = (message: FromThread) => port.postMessage(message);
let current: AttemptRun | undefined;
watchSpawns(send);
captureOutput((output) => (current && !current.isOver ? current.print(output) : send(output)));
// Before job modules, which may take a tracer for themselves.
if (workerData.isTracing) await startThreadTracing((span) => send({ kind: "span", span }));
const types = await loadJobTypes(workerData.modules as string[]);

port.on("message", (message: ToThread) => {
  switch (message.kind) {
    case "run":
      current = new AttemptRun(message.task, send);
      void current.run(types.get(message.task.job.type));
      break;
    case "abort":
      current?.abort(message.reason);
      break;
    case "step-recorded":
      current?.stepRecorded(message.stepId);
      break;
  }
});

send({
  kind: "ready",
  task: ownTask(),
  types: [...types.values()].map(workerData.describe ? describeType : typeOf),
});

function typeOf(definition: JobDefinition): JobTypeInfo {
  return { type: definition.type, ...settingsOf(definition) };
}
