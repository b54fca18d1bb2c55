import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { installDependencies } from "./install.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const npmWatchMs = 1000;

/** Installs what is missing, then runs a TypeScript file with the Node of node_modules, which runs it as it is. */
export async function bootstrap(file) {
  await installDependencies(root);
  const node = realpathSync(path.join(root, "node_modules/.bin/node"));
  // The channel tells the child when this process dies, however it does.
  const child = spawn(node, [path.join(root, file), ...process.argv.slice(2)], {
    cwd: root,
    // Every process and job thread below it starts from compiled code: less than half the time and memory.
    env: { NODE_COMPILE_CACHE: path.join(root, "node_modules/.cache/compile"), ...process.env },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  stopWithNpm(child);
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

// A killed npm cannot pass its signal on: we see it by our new parent.
function stopWithNpm(child) {
  if (!process.env["npm_lifecycle_event"]) return;
  const npm = process.ppid;
  setInterval(() => process.ppid !== npm && child.connected && child.disconnect(), npmWatchMs).unref();
}
