import type { ParentSecrets, ToChild } from "./parent-protocol.ts";

/** A child that is run by itself takes them from its environment: then there are none. */
export async function secretsFromParent(): Promise<Partial<ParentSecrets>> {
  if (!process.connected) return {};
  // Without an answer the parent is gone, and this process is stopping.
  return new Promise((resolve) => {
    process.on("message", function listen(message: ToChild) {
      if (message.kind !== "secrets") return;
      process.off("message", listen);
      resolve(message);
    });
  });
}
