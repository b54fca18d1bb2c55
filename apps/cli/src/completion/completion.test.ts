import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { parseOptions } from "../options.ts";

function script(shell: string): string {
  const told = parseOptions(["completion", shell]);
  return told.kind === "told" ? told.text : "";
}

/** What bash would offer behind these words. */
function offered(...words: string[]): string[] {
  const typed = ["baton", ...words].map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _baton; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", `${script("bash")}\n${ask}`], { encoding: "utf8" })
    .trim()
    .split("\n");
}

test("bash offers commands, sub-commands, options and the values of both", () => {
  expect(offered("jo")).toEqual(["jobs", "job"]);
  expect(offered("")).toEqual(expect.arrayContaining(["submit", "watch", "rebuild", "completion"]));
  expect(offered("users", "")).toEqual(expect.arrayContaining(["list", "add", "invite"]));
  expect(offered("users", "add", "--ro")).toEqual(["--role"]);
  expect(offered("users", "add", "--role", "")).toEqual(["viewer", "operator", "admin"]);
  expect(offered("submit", "--json", "--pri")).toEqual(["--priority"]);
  expect(offered("completion", "z")).toEqual(["zsh"]);
});

test("zsh and fish are told the same words", () => {
  expect(script("zsh")).toContain("'submit:submits a job'");
  expect(script("zsh")).toContain('(" users add --role") found=(viewer operator admin)');
  expect(script("fish")).toContain("complete -c baton -n '__fish_use_subcommand' -f -a submit -d 'submits a job'");
  expect(script("fish")).toContain(
    "-n '__fish_seen_subcommand_from users; and __fish_seen_subcommand_from add' -l role -x -a 'viewer operator admin'",
  );
});

test("the script for bash is one", () => {
  expect(execFileSync("bash", ["-n"], { input: script("bash"), encoding: "utf8" })).toBe("");
});
