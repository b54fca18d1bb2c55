import path from "node:path";
import { cloneFolder, settings } from "@baton/runtime";
import { otherVariables, type SettingName, settingGroups } from "./setting-notes.ts";

export const configurationFile = path.join(cloneFolder, "docs/configuration.md");

const introduction = `# Configuration

Made by \`npm run docs\` from the schema that the settings are read with: do not edit it here.

Settings come from the environment, then from the file \`.env\` of the clone ([.env.example](../.env.example) shows most),
then from a running \`npm start\`, whose addresses the parts take that are started beside it. An empty value counts as not
set. A process that finds wrong values names all of them at once, with what was expected, and does not start; values that
may be secret are not repeated.
`;

/** The text of `docs/configuration.md`. */
export function configurationPage(): string {
  const groups = settingGroups.map(({ title, settings: notes }) => {
    const rows = Object.entries(notes).map(([name, { about, unset }]) => {
      const { fallback, values } = ofSchema(name as SettingName);
      return [`\`${name}\``, fallback ?? unset ?? "", values, about];
    });
    return table(title, ["name", "default", "values", "meaning"], rows);
  });
  const others = Object.entries(otherVariables).map(([name, about]) => [`\`${name}\``, about]);
  return [introduction, ...groups, table("Read beside them", ["name", "meaning"], others)].join("\n");
}

function ofSchema(name: SettingName): { fallback: string | undefined; values: string } {
  const told = settings[name].toJSONSchema({ io: "input", unrepresentable: "any" });
  const { default: given, enum: options, minimum, maximum } = told;
  const isSaid = given !== undefined && given !== "";
  return {
    fallback: isSaid ? `\`${String(given)}\`` : undefined,
    values: options ? options.map((option) => `\`${String(option)}\``).join(", ") : spanOf(minimum, maximum),
  };
}

function spanOf(minimum: number | undefined, maximum: number | undefined): string {
  return minimum === undefined || maximum === undefined ? "" : `${minimum} to ${maximum}`;
}

function table(title: string, head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `## ${title}\n\n${lines.join("\n")}\n`;
}
