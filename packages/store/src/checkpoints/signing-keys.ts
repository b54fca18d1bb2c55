import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@baton/runtime";
import { publicKeyId } from "./checkpoint-line.ts";

/** The first one signs; the others are those that signed before and may vouch for it. */
export type SigningKeys = { current: SigningKey; older: SigningKey[] };
export type SigningKey = { id: string; privateKey: KeyObject; publicKey: KeyObject };

/** For whoever verifies elsewhere. */
const publicKeyFile = "audit-public.pem";
const expected = "expected an Ed25519 private key in PEM form, or the path of a file with one";

/**
 * The keys that sign checkpoint lines: from `AUDIT_SIGNING_KEY` (PEM text or a file's path; the newest first, then
 * those before it), else the one in the data folder, which is made on first use. The key in the data folder may
 * always vouch for a newer one. Never from the storage account, which these keys guard.
 * @throws {ConfigError} when there is no such key, or none can be made.
 */
export function signingKeys(setting: string | undefined, dataFolder: string): SigningKeys {
  const own = setting === undefined ? makeOwnKey(dataFolder) : readOwnKey(dataFolder);
  const [current, ...older] = [...(setting === undefined ? [] : keysOf(setting)), ...(own ? [own] : [])];
  if (!current) throw wrongKey(expected);
  return { current, older: older.filter(({ id }) => id !== current.id) };
}

/** The public keys of this clone, newest first; none when it has made none yet. */
export function ownPublicKeys(setting: string | undefined, dataFolder: string): KeyObject[] {
  const own = readOwnKey(dataFolder);
  return [...(setting === undefined ? [] : keysOf(setting)), ...(own ? [own] : [])].map(({ publicKey }) => publicKey);
}

/** The Ed25519 public keys of a PEM file, none when it has none; a private one counts as its public half. */
export function publicKeysFrom(pem: string): KeyObject[] {
  return pemBlocks(pem).flatMap((block) => parsed(() => createPublicKey(block)) ?? []);
}

function keysOf(setting: string): SigningKey[] {
  const text = setting.includes("-----BEGIN") ? setting.replaceAll("\\n", "\n") : readKeyFile(setting);
  const blocks = pemBlocks(text);
  if (blocks.length === 0) throw wrongKey(expected);
  return blocks.map(toSigningKey);
}

function toSigningKey(pem: string): SigningKey {
  const privateKey = parsed(() => createPrivateKey(pem));
  if (!privateKey) throw wrongKey(expected);
  const publicKey = createPublicKey(privateKey);
  return { id: publicKeyId(publicKey), privateKey, publicKey };
}

function parsed(read: () => KeyObject): KeyObject | undefined {
  try {
    const key = read();
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch {
    // The reason may repeat what was given, which may be secret.
    return undefined;
  }
}

function pemBlocks(text: string): string[] {
  return text.match(/-----BEGIN [A-Z ]+-----[\s\S]+?-----END [A-Z ]+-----/g) ?? [];
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (err) {
    throw wrongKey(`${expected} (${(err as NodeJS.ErrnoException).code ?? "it cannot be read"})`);
  }
}

function ownKeyFile(dataFolder: string): string {
  return path.join(dataFolder, "keys", "audit-signing.pem");
}

function readOwnKey(dataFolder: string): SigningKey | undefined {
  try {
    return toSigningKey(readFileSync(ownKeyFile(dataFolder), "utf8"));
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw err;
  }
}

function makeOwnKey(dataFolder: string): SigningKey | undefined {
  const file = ownKeyFile(dataFolder);
  try {
    const found = readOwnKey(dataFolder);
    if (found) return found;
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    if (createWhole(file, privateKey.export({ format: "pem", type: "pkcs8" })))
      writeFileSync(path.join(path.dirname(file), publicKeyFile), publicKey.export({ format: "pem", type: "spki" }));
    return readOwnKey(dataFolder);
  } catch (err) {
    if (err instanceof ConfigError) throw err;
    throw new ConfigError(`No signing key can be made in ${path.dirname(file)}: set AUDIT_SIGNING_KEY`, { cause: err });
  }
}

// Several processors of one clone start at once: a link appears whole, and only one of them makes it.
function createWhole(file: string, content: string | Buffer): boolean {
  const aside = `${file}.${randomUUID()}`;
  writeFileSync(aside, content, { mode: 0o600, flag: "wx" });
  try {
    linkSync(aside, file);
    return true;
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw err;
  } finally {
    rmSync(aside, { force: true });
  }
}

function wrongKey(what: string): ConfigError {
  return new ConfigError(`AUDIT_SIGNING_KEY: ${what}`);
}
