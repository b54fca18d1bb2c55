import { mkdirSync } from "node:fs";
import { createServers } from "./servers.ts";
import { host, readSettings } from "./settings.ts";

/**
 * Azurite, blobs and tables only: alone on its standard ports (`npm run azurite`), or under `npm start`, which
 * names folder and ports and waits for `ready`. SIGTERM and SIGINT write everything to disk; a hard kill
 * loses what the last five seconds changed.
 */
const settings = readSettings(process.argv.slice(2));
mkdirSync(settings.location, { recursive: true });
const servers = createServers(settings);

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void close());

for (const server of servers) await server.start();
process.send?.({ kind: "ready" });
if (!process.send) {
  process.stdout.write(
    `Azurite: blobs on http://${host}:${settings.blobPort}, tables on http://${host}:${settings.tablePort}, ` +
      `data in ${settings.location}\n`,
  );
}

let closing: Promise<void> | undefined;
function close(): Promise<void> {
  closing ??= Promise.all(servers.map((server) => server.close())).then(() => process.exit(0));
  return closing;
}
