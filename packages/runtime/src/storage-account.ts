import type { DefaultAzureCredential, GetTokenOptions, TokenCredential } from "@azure/identity";

/** Where one service of a storage account is, and as whom it is asked. */
type ServiceAccess = { url: string; credential: TokenCredential };

/** A storage account that knows the process by its identity: there is no key. */
type IdentityAccess = { blobs: ServiceAccess; tables: ServiceAccess };

/** The connection string of an account that is given by its name: one without a key. */
export function keylessConnectionString(account: string): string {
  return `DefaultEndpointsProtocol=https;AccountName=${account};EndpointSuffix=core.windows.net`;
}

/**
 * How to reach an account whose connection string has neither key nor signature: by the identity of this process.
 * @returns undefined for every other connection string, which says itself as whom.
 */
export function identityAccess(connectionString: string): IdentityAccess | undefined {
  const parts = new Map(connectionString.split(";").map(splitAtFirst));
  const account = parts.get("accountname");
  if (account === undefined || parts.has("accountkey") || parts.has("sharedaccesssignature")) return undefined;
  const scheme = parts.get("defaultendpointsprotocol") ?? "https";
  const suffix = parts.get("endpointsuffix") ?? "core.windows.net";
  const service = (name: "blob" | "table") => ({
    url: parts.get(`${name}endpoint`) ?? `${scheme}://${account}.${name}.${suffix}`,
    credential: processIdentity,
  });
  return { blobs: service("blob"), tables: service("table") };
}

/** Names are told apart by their letters alone, as the SDK does. */
function splitAtFirst(part: string): [string, string] {
  const at = part.indexOf("=");
  return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()];
}

let credential: Promise<DefaultAzureCredential> | undefined;

/**
 * Who this process is to Azure: a managed or workload identity, or on a desk whoever is logged in. The library is loaded
 * when the first token is needed: most processes never need it, and it takes longer to load than all the rest.
 */
const processIdentity: TokenCredential = {
  async getToken(scopes: string | string[], options?: GetTokenOptions) {
    credential ??= import("@azure/identity").then((identity) => new identity.DefaultAzureCredential());
    return (await credential).getToken(scopes, options);
  },
};
