import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cloneFolder } from "@baton/runtime";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { exitCode } from "./exit-code.ts";
import { commandTree, parseOptions } from "./options.ts";

const page = readFileSync(join(cloneFolder, "docs/command-line.md"), "utf8");
const [preface = "", ...rest] = page.split(/^### /m);
const sections = new Map(
  rest.map((text) => {
    const [heading = "", ...lines] = text.split("\n");
    return [heading, lines.join("\n").split(/^## /m)[0] ?? ""];
  }),
);
const commands = namedCommands(commandTree(), ["baton"]);

function namedCommands(command: Command, path: string[]): [heading: string, command: Command][] {
  return command.commands.flatMap((sub) => {
    const name = [...path, sub.name()];
    const takes = sub.registeredArguments.map((one) => {
      const word = `${one.name()}${one.variadic ? "..." : ""}`;
      return one.required ? `<${word}>` : `[${word}]`;
    });
    return [[[...name, ...takes].join(" "), sub] as [string, Command], ...namedCommands(sub, name)];
  });
}

/** As the page's tables have them. */
function rowsOf(command: Command): string[] {
  const row = (name: string, told: string) =>
    `| \`${name.replaceAll("|", "\\|")}\` | ${told.replaceAll("<", "&lt;")} |`;
  const options = command.options.map(({ flags, description, mandatory }) =>
    row(flags, `${description}${mandatory ? " (required)" : ""}`.replaceAll("|", "\\|")),
  );
  const told = command.registeredArguments.filter(({ description }) => description !== "");
  return [...told.map((one) => row(`<${one.name()}>`, one.description)), ...options];
}

test("every command is on the page, and no other", () => {
  expect([...sections.keys()].toSorted()).toEqual(commands.map(([heading]) => heading).toSorted());
});

test.each(commands)("%s: what it takes, and an example that can be followed, are on the page", (heading, command) => {
  const section = sections.get(heading) ?? "";
  const says = command.description();
  expect(section).toContain(`${says.charAt(0).toUpperCase()}${says.slice(1)}.`);
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  if (command.commands.length > 0) return;
  expect(rows).toEqual(rowsOf(command));
  const examples = section.split("\n").filter((line) => line.startsWith("npm run baton -- "));
  expect(examples.length).toBeGreaterThan(0);
  const name = heading.split(/ [<[]/)[0]?.replace("baton", "npm run baton --");
  for (const example of examples) {
    expect(`${example} `).toContain(`${name} `);
    if (!example.includes("@")) expect(() => parseOptions(words(example))).not.toThrow();
  }
});

test("every exit code is on the page", () => {
  const told = [...preface.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
  expect(told).toEqual([...new Set(Object.values(exitCode))]);
});

/** As a shell splits them, as far as the page's examples need it. */
function words(example: string): string[] {
  const args = example.replace("npm run baton -- ", "");
  return [...args.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
