import { readFileSync } from "node:fs";
import path from "node:path";
import { cloneFolder } from "@baton/runtime";
import { expect, test } from "vitest";
import { parseOptions as benchOptions } from "../../apps/bench/src/options.ts";
import { parseOptions as batonOptions } from "../../apps/cli/src/options.ts";
import { parseOptions as drillOptions } from "../../apps/drill/src/options.ts";
import { parseOptions as startOptions } from "../../apps/launcher/src/options.ts";
import { parseOptions as publisherOptions } from "../../apps/publisher/src/options.ts";
import { commandsOf, type DocumentedCommand, documentedCommands, programs } from "./documented-commands.ts";
import { documents, proseOf } from "./pages.ts";

const { scripts } = JSON.parse(readFileSync(path.join(cloneFolder, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** Each reads the words behind `--` as its program does, and throws at what it does not take. */
const readOptions: Record<string, (words: string[]) => unknown> = {
  // A file of the reader's is not here.
  baton: (words) => batonOptions(words.map((word) => (word.startsWith("@") ? "{}" : word))),
  bench: benchOptions,
  drill: drillOptions,
  start: startOptions,
  publisher: (words) => publisherOptions(words, () => '{"type":"demo"}\n'),
};

/** Where the calls of the API are run: apps/dashboard/test/examples.test.ts runs those of these addresses. */
const runAgainst = ["http://127.0.0.1:3000/", "https://baton.example.org/"];

/** What is neither run nor read by its own program, and why. */
const notRun: Record<string, string> = {
  "curl http://127.0.0.1:9464/readyz": "asked with a port of its own in apps/processor/test/telemetry.test.ts",
  openssl: "makes keys; what they must be is tested where they are read",
  cat: "writes a file of settings",
  cp: "copies a file of the clone",
  git: "fetches the clone itself",
  pkill: "apps/processor/test/log-level.test.ts sends the signal",
  docker: "no Docker engine where this is tested",
  kubectl: "no Kubernetes where this is tested",
  az: "no Azure where this is tested",
};

const commands = documentedCommands();

test("every command of the documents is one that its program takes, or is run elsewhere, or says why not", () => {
  expect(commands.length).toBeGreaterThan(50);
  for (const command of commands)
    expect(() => check(command), `${command.file}: ${command.words.join(" ")}`).not.toThrow();
});

test("a command that its program does not take is found", () => {
  const wrong = [
    "npm run nothing",
    "npm run baton -- verfy",
    "npm run bench -- --profile none",
    "curl http://localhost/",
  ];
  for (const text of wrong) {
    const [words = []] = commandsOf(text, "here");
    expect(() => check({ file: "here", words }), text).toThrow();
  }
  expect(() => commandsOf("rm -rf everything", "here")).toThrow("nobody could run");
  expect(commandsOf("A=1 npm run x -- 'a b' \\\n  $(openssl y) # why", "here")).toEqual([
    ["openssl", "y"],
    ["npm", "run", "x", "--", "a b"],
  ]);
});

test("every script that the documents name is in package.json", () => {
  const named = documents().flatMap((page) =>
    [...proseOf(page).matchAll(/`[^`]*?npm run ([a-z][a-z:-]*)/g)].map(([, name = ""]) => name),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test("there is no exception for what nobody calls any more", () => {
  expect(programs.filter((name) => !["npm", "curl"].includes(name) && !(name in notRun))).toEqual([]);
});

function check({ words }: DocumentedCommand): void {
  const [program = "", ...rest] = words;
  if (program in notRun || words.join(" ") in notRun) return;
  if (program === "npm") checkNpm(rest);
  else if (!rest.some((word) => runAgainst.some((address) => word.startsWith(address))))
    throw new Error("a call of no address that the examples are run against");
}

function checkNpm([verb = "", ...rest]: string[]): void {
  const script = verb === "run" ? (rest.shift() ?? "") : verb;
  if (!(script in scripts)) throw new Error(`there is no script "${script}"`);
  const [separator, ...options] = rest.filter((word) => word !== "--silent");
  if (separator === undefined) return;
  const read = readOptions[script];
  if (separator !== "--" || !read) throw new Error("nobody reads these options");
  read(options);
}
