import ipaddr from "ipaddr.js";

/** What Azure tells its own machines, under an address that looks like anybody's. */
const azureWireServer = "168.63.129.16";

/**
 * Whether an address is one of the public internet: not this machine, its network, a provider's (metadata services
 * among them), a reserved one, or one that stands for any of these inside an IPv6 address.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublicAddress(text: string): boolean {
  // An IPv6 address with a zone is of this machine's own network.
  if (text.includes("%") || !ipaddr.isValid(text)) return false;
  // `process` takes an IPv4 address out of the IPv6 one that it is mapped into.
  const address = ipaddr.process(text);
  if (address.range() !== "unicast" || address.toString() === azureWireServer) return false;
  return address instanceof ipaddr.IPv4 || isGlobalUnicast(address);
}

// 2000::/3: all that was given to anyone so far.
function isGlobalUnicast(address: ipaddr.IPv6): boolean {
  return address.match(ipaddr.IPv6.parse("2000::"), 3);
}
