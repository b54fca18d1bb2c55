import type { JobType } from "@baton/contracts";
import { JobTypes, type Storage } from "@baton/store";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { TypesOptions } from "./options.ts";

/** Lists the job types that live workers can run. */
export async function listTypes(
  storage: Storage,
  { json }: TypesOptions,
  say: (text: string) => void,
): Promise<ExitCode> {
  const types = await new JobTypes(storage).known();
  say(json ? JSON.stringify(types, undefined, 2) : typesText(types));
  return exitCode.ok;
}

function typesText(types: JobType[]): string {
  if (types.length === 0) return "No worker is running, so no job type is known.";
  return types.map(typeText).join("\n\n");
}

function typeText({ type, description, inputSchema, workers, ...settings }: JobType): string {
  return [
    `${type}  (${workers.join(", ")})`,
    ...(description === undefined ? [] : [description]),
    `payload: ${payloadText(inputSchema)}`,
    ...settingsText(settings),
  ].join("\n  ");
}

/** `{ steps?, stepMs? }`; everything else is in the JSON. */
function payloadText(schema: JobType["inputSchema"]): string {
  const { properties, required = [] } = (schema ?? {}) as { properties?: object; required?: string[] };
  if (properties === undefined) return "any JSON";
  const names = Object.keys(properties).map((name) => (required.includes(name) ? name : `${name}?`));
  return names.length === 0 ? "{}" : `{ ${names.join(", ")} }`;
}

function settingsText({ timeoutMs, retry, onHeadFailure }: Partial<JobType>): string[] {
  const settings = Object.entries({ timeoutMs, retry, onHeadFailure }).filter(([, value]) => value !== undefined);
  return settings.length === 0 ? [] : [settings.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(", ")];
}
