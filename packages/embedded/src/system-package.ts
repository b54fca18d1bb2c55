import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findProgram, isProgram } from "./find-program.ts";

/** A program of the operating system that Baton needs and npm does not have. */
export type SystemPackage = {
  /** As people call it. */
  label: string;
  find: () => string | undefined;
  /** The package's name for each package manager. */
  names: Record<Manager, string>;
};

type Manager = "apt-get" | "brew" | "dnf" | "apk" | "pacman" | "zypper";

const installCommands: Record<Manager, string> = {
  "apt-get": "apt-get install -y",
  brew: "brew install",
  dnf: "dnf install -y",
  apk: "apk add",
  pacman: "pacman -S --noconfirm",
  zypper: "zypper install -y",
};

export const rabbitmqPackage: SystemPackage = {
  label: "RabbitMQ",
  // Not Debian's /usr/sbin/rabbitmq-server: that one insists on the system's own user and data.
  find: () =>
    findProgram(
      ["rabbitmq-server"],
      ["/usr/lib/rabbitmq/bin", "/opt/homebrew/opt/rabbitmq/sbin", "/usr/local/opt/rabbitmq/sbin"],
    ),
  names: {
    "apt-get": "rabbitmq-server",
    brew: "rabbitmq",
    dnf: "rabbitmq-server",
    apk: "rabbitmq-server",
    pacman: "rabbitmq",
    zypper: "rabbitmq-server",
  },
};

export const chromiumPackage: SystemPackage = {
  label: "Chromium",
  find: () =>
    findProgram(["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"], []) ??
    [
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ].find(isProgram),
  names: {
    "apt-get": "chromium",
    brew: "--cask google-chrome",
    dnf: "chromium",
    apk: "chromium",
    pacman: "chromium",
    zypper: "chromium",
  },
};

export const curlPackage: SystemPackage = {
  label: "curl",
  find: () => findProgram(["curl"], []),
  names: { "apt-get": "curl", brew: "curl", dnf: "curl", apk: "curl", pacman: "curl", zypper: "curl" },
};

/** A program is not there and was not installed; the message says how to get it. */
export class MissingPackageError extends Error {
  readonly code = "missing-package";
  override name = "MissingPackageError";
}

export type ProvideOptions = {
  /** May the system's package be installed? */
  install: boolean;
  /** Tells people what happens. */
  say: (line: string) => void;
};

/**
 * The program's path; on Debian and Ubuntu its package is installed first where it is missing and we may.
 * @throws {MissingPackageError} with the one command for this system.
 */
export async function provide(wanted: SystemPackage, { install, say }: ProvideOptions): Promise<string> {
  const there = wanted.find();
  if (there) return there;
  const root = install && managerHere() === "apt-get" ? rootCommand() : undefined;
  if (!root) throw new MissingPackageError(howToInstall(wanted));
  say(`${wanted.label} is not on this machine: installing the system's package ${wanted.names["apt-get"]} …`);
  await installByApt(root, wanted.names["apt-get"], say);
  const installed = wanted.find();
  if (!installed) throw new MissingPackageError(`${wanted.label} was installed but is not where it should be.`);
  return installed;
}

function howToInstall(wanted: SystemPackage): string {
  const manager = managerHere();
  if (!manager) return `${wanted.label} is not on this machine. Install it with your system's package manager.`;
  const root = manager === "brew" || process.getuid?.() === 0 ? "" : "sudo ";
  const command = `${root}${installCommands[manager]} ${wanted.names[manager]}`;
  return `${wanted.label} is not on this machine. This installs it:\n\n    ${command}\n`;
}

function managerHere(): Manager | undefined {
  const managers = Object.keys(installCommands) as Manager[];
  return managers.find((manager) => findProgram([manager], []) !== undefined);
}

/** How to run a command as root without a question; undefined when we cannot. */
function rootCommand(): string[] | undefined {
  if (process.getuid?.() === 0) return [];
  return spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0 ? ["sudo", "-n"] : undefined;
}

// The packages of Debian start their service at once and at each boot. Nobody asked for a system-wide broker,
// so policy-rc.d (https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt) forbids it while we
// install, and units that this installation brought are disabled after it.
const aptScript = `
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod 755 $policy
fi
units="rabbitmq-server.service epmd.service epmd.socket"
before=$(systemctl list-unit-files $units 2>/dev/null || true)
install() { apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$1"; }
ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1 || apt-get update
install "$1" || { apt-get update && install "$1"; }
case $before in *rabbitmq-server*) ;; *) update-rc.d rabbitmq-server disable >/dev/null 2>&1 || true ;; esac
for unit in $units; do
  case $before in *$unit*) ;; *) systemctl disable $unit >/dev/null 2>&1 || true ;; esac
done
`;

// In a session of its own and with a file for its output: a start that is broken off must not tear a package
// installation apart.
async function installByApt(root: string[], name: string, say: (line: string) => void): Promise<void> {
  const logFile = path.join(tmpdir(), `baton-install-${name}-${process.pid}.log`);
  const log = openSync(logFile, "w");
  const [command = "sh", ...args] = [...root, "sh", "-c", aptScript, "sh", name];
  const child = spawn(command, args, { detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const startedAt = Date.now();
  const progress = setInterval(
    () => say(`  … ${Math.round((Date.now() - startedAt) / 1000)} s: ${lastLines(logFile, 1)}`),
    10_000,
  );
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearInterval(progress);
  const end = lastLines(logFile, 8);
  rmSync(logFile, { force: true });
  if (code !== 0) throw new MissingPackageError(`The package ${name} could not be installed:\n${end}`);
}

function lastLines(file: string, count: number): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-count).join("\n");
}
