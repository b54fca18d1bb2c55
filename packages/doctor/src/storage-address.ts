/** The settings of Azurite on its standard ports. */
const developmentStorage = "http://127.0.0.1:10002/devstoreaccount1";

/** Where the tables of a connection string are; no key, no signature. */
export function tableAddressOf(connectionString: string): string {
  const parts = new Map(connectionString.split(";").map(splitAtFirst));
  if (parts.get("UseDevelopmentStorage") === "true") return developmentStorage;
  const given = parts.get("TableEndpoint");
  if (given !== undefined) return withoutSecrets(given);
  const [scheme = "https", account, suffix = "core.windows.net"] = [
    parts.get("DefaultEndpointsProtocol"),
    parts.get("AccountName"),
    parts.get("EndpointSuffix"),
  ];
  return account === undefined ? "hidden" : `${scheme}://${account}.table.${suffix}`;
}

function splitAtFirst(part: string): [string, string] {
  const at = part.indexOf("=");
  return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}

/** Of an address as much as may be shown: no user's password, no query, which may be a signature. */
export function withoutSecrets(address: string): string {
  if (!URL.canParse(address)) return "hidden";
  const url = new URL(address);
  // Without a host the whole of it is a path, a password included.
  if (url.host === "") return "hidden";
  if (url.password) url.password = "hidden";
  url.search = url.search ? "?hidden" : "";
  url.hash = "";
  return url.href;
}
