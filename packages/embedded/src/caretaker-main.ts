import { readFileSync, rmSync } from "node:fs";
import { z } from "zod";
import { stopInOrder, type WatchedProcess, watchedProcessSchema } from "./stop-in-order.ts";

const messageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("watch"), process: watchedProcessSchema }),
  z.object({ kind: z.literal("dismiss") }),
]);

const runFile = process.argv[2];
const supervisorPid = process.ppid;
const watched: WatchedProcess[] = [];

process.on("message", (received) => {
  const message = messageSchema.parse(received);
  if (message.kind === "dismiss") process.exit(0);
  watched.push(message.process);
});

process.on("disconnect", async () => {
  note(`process ${supervisorPid} is gone; stopping what it left`);
  await stopInOrder(watched);
  if (runFile) removeRunFile(runFile);
  note("all stopped");
});

// The next system may have taken the file over meanwhile.
function removeRunFile(file: string): void {
  try {
    const content = JSON.parse(readFileSync(file, "utf8"));
    if (content?.owner?.pid === supervisorPid) rmSync(file);
  } catch {
    // Not there, or not readable: nothing of ours.
  }
}

function note(text: string): void {
  process.stdout.write(`${new Date().toISOString()} caretaker: ${text}\n`);
}
