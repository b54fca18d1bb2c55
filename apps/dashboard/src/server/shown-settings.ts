import type { ShownSetting } from "@baton/contracts";
import { tableAddressOf, withoutSecrets } from "@baton/doctor";
import type { Environment } from "@baton/runtime";

/** A name that smells of a secret is never shown, whatever it is for. */
const secretNames = /SECRET|KEY|PASSWORD|TOKEN|HEADERS/;

const shownAs: Record<string, (value: string) => string> = {
  AMQP_URL: withoutSecrets,
  AZURE_STORAGE_CONNECTION_STRING: tableAddressOf,
};

/** The settings in effect, secrets hidden. @param given what was set, by whomever. */
export function shownSettings(config: object, given: Environment): ShownSetting[] {
  return Object.entries(config).map(([name, value]) => ({
    name,
    value: shownValue(name, String(value)),
    isDefault: given[name] === undefined,
  }));
}

function shownValue(name: string, value: string): string {
  const show = shownAs[name];
  if (show) return show(value);
  return secretNames.test(name) ? "hidden" : value;
}
