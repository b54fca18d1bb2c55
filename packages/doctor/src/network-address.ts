import { isIPv4 } from "node:net";

const plainSchemes = ["amqp:", "http:"];

/** Whether what is sent to an address can be read on its way. */
export function isPlainAndRemote(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return plainSchemes.includes(protocol) && !isLoopback(hostname);
}

/** Whether only this machine can be meant. A name that begins like an address is none. */
export function isLoopback(host: string): boolean {
  const bare = host.toLowerCase();
  if (bare === "localhost" || bare.endsWith(".localhost")) return true;
  return bare === "[::1]" || bare === "::1" || (isIPv4(bare) && bare.startsWith("127."));
}
