import { createServer } from "node:net";

// Below the range from which systems take the ports of outgoing connections (32768 on Linux, 49152 on macOS):
// such a connection could take a port between our look at it and its use.
const firstPort = 20_000;
const portCount = 12_000;

/** A port of this host that nothing listens on: `preferred` if it is free. */
export async function freePort(preferred?: number, host = "127.0.0.1"): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred, host))) return preferred;
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * portCount);
    if (await isFree(port, host)) return port;
  }
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
