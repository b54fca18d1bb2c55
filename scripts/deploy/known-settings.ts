import { settings } from "@baton/runtime";

/** Names that are no settings of an app: they are read before there are any, or by Node.js and its libraries. */
const beside = ["BATON_DATA_DIR", "BATON_ENV_FILE", "NODE_ENV", "NODE_COMPILE_CACHE", "NEXT_TELEMETRY_DISABLED"];

/** Which of the names nobody reads, and which settings have a value that the app would refuse. */
export function wrongSettings(environment: Record<string, string | undefined>): string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (beside.includes(name)) return [];
    if (!(name in settings)) return [`${name} is no setting`];
    const { error } = settings[name as keyof typeof settings].safeParse(value);
    return value !== undefined && error ? [`${name}: ${error.issues[0]?.message}`] : [];
  });
}
