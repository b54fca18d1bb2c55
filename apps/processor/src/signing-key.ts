import type { ToChild } from "./parent-protocol.ts";

/**
 * The key that signs the record comes over IPC, and not in the environment, which job code can read
 * (`/proc/self/environ`). A child that is run by itself takes it from there all the same.
 */
export async function signingKeyFromParent(): Promise<string | undefined> {
  if (!process.connected) return undefined;
  // Without an answer the parent is gone, and this process is stopping.
  return new Promise((resolve) => {
    process.on("message", function listen(message: ToChild) {
      if (message.kind !== "signing-key") return;
      process.off("message", listen);
      resolve(message.key);
    });
  });
}
