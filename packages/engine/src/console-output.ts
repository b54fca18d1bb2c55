import type { FromThread } from "./thread-protocol.ts";

type Output = Extract<FromThread, { kind: "output" }>;

/**
 * Inside a job thread: what code writes to standard output and standard error goes to the worker as a message, in
 * order with everything else that the attempt says, so that the log can tell whose it is.
 */
export function captureOutput(send: (output: Output) => void): void {
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].write = (chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      send({ kind: "output", stream, text });
      const done = rest.findLast((argument) => typeof argument === "function");
      if (done) queueMicrotask(() => done());
      return true;
    };
  }
}
