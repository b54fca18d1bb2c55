import type { JobDefinition } from "@baton/sdk";

/**
 * Imports job modules and collects every exported definition by its type.
 * @throws when a type is defined twice: which one would run must not depend on the order of files.
 */
export async function loadJobTypes(modules: string[]): Promise<Map<string, JobDefinition>> {
  const types = new Map<string, JobDefinition>();
  for (const module of modules) {
    const exported: Record<string, unknown> = await import(module);
    for (const value of Object.values(exported).filter(isJobDefinition)) {
      const known = types.get(value.type);
      if (known && known !== value)
        throw new Error(`Job type "${value.type}" is defined twice; the second time in ${module}`);
      types.set(value.type, value);
    }
  }
  return types;
}

function isJobDefinition(value: unknown): value is JobDefinition {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    typeof value.type === "string" &&
    "input" in value &&
    "run" in value &&
    typeof value.run === "function"
  );
}
