import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Runs `npm ci` unless node_modules holds what package-lock.json asks for. Exits with its code when it fails. */
export async function installDependencies(root) {
  if (systemRuns(root) || isInstalled(root)) return;
  console.log("Installing the locked dependencies (about a minute the first time) …");
  const startedAt = Date.now();
  const code = await npmCi(root);
  if (code !== 0) {
    console.error(`npm ci failed (exit code ${code}); see above.`);
    process.exit(code || 1);
  }
  console.log(`Installed in ${secondsSince(startedAt)} s.`);
}

// npm notes what it has installed at the very end, so a broken-off installation counts as none. Optional packages
// are those of other systems.
function isInstalled(root) {
  const wanted = packagesOf(path.join(root, "package-lock.json"));
  const installed = packagesOf(path.join(root, "node_modules/.package-lock.json"));
  return Object.entries(wanted).every(([name, entry]) => name === "" || entry.optional || same(entry, installed[name]));
}

function same(wanted, installed) {
  return installed !== undefined && wanted.version === installed.version && wanted.integrity === installed.integrity;
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, "utf8")).packages;
  } catch {
    return {};
  }
}

// Nothing may be replaced under a running system; the launcher says that it runs.
function systemRuns(root) {
  try {
    const { owner } = JSON.parse(readFileSync(path.join(root, ".data/run.json"), "utf8"));
    return process.kill(owner.pid, 0);
  } catch {
    return false;
  }
}

function npmCi(root) {
  // Not with the Node inside node_modules, which npm ci takes away first.
  const folders = process.env["PATH"].split(path.delimiter);
  const PATH = folders.filter((folder) => !folder.startsWith(path.join(root, "node_modules"))).join(path.delimiter);
  // Node 20 would be warned about packages that want a newer one; they are run by the Node that comes with them.
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error", "--progress=false"];
  const npm = spawn("npm", args, { cwd: root, env: { ...process.env, PATH }, stdio: ["ignore", "ignore", "inherit"] });
  const progress = showProgress(root);
  return new Promise((resolve) => {
    const settle = (code) => {
      clearInterval(progress);
      resolve(code);
    };
    npm.on("error", (err) => {
      console.error(`npm could not be started: ${err.message}`);
      settle(1);
    });
    npm.on("close", settle);
  });
}

function showProgress(root) {
  const startedAt = Date.now();
  const packages = Object.entries(packagesOf(path.join(root, "package-lock.json")));
  const wanted = packages.filter(([name, entry]) => name.includes("node_modules/") && !entry.optional);
  // Folders come first, all at once; a package is there when its package.json is.
  const isThere = ([name]) => existsSync(path.join(root, name, "package.json"));
  return setInterval(
    () =>
      console.log(`  … ${secondsSince(startedAt)} s, ${wanted.filter(isThere).length} of ${wanted.length} packages`),
    5000,
  );
}

function secondsSince(startedAt) {
  return Math.round((Date.now() - startedAt) / 1000);
}
