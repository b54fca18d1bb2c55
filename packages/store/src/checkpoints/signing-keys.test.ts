import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "@baton/runtime";
import { expect, onTestFinished, test } from "vitest";
import { publicKeyId } from "./checkpoint-line.ts";
import { ownPublicKeys, publicKeysFrom, signingKeys } from "./signing-keys.ts";

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "baton-keys-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function newPem(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

test("the first use makes a key that only its owner can read, and the next ones find it", () => {
  const folder = dataFolder();
  expect(ownPublicKeys(undefined, folder)).toEqual([]);
  const { current, older } = signingKeys(undefined, folder);
  expect(older).toEqual([]);
  expect(readdirSync(join(folder, "keys")).sort()).toEqual(["audit-public.pem", "audit-signing.pem"]);
  expect(statSync(join(folder, "keys/audit-signing.pem")).mode & 0o777).toBe(0o600);
  expect(signingKeys(undefined, folder).current.id).toBe(current.id);
  expect(ownPublicKeys(undefined, folder).map(publicKeyId)).toEqual([current.id]);
  const handedOut = publicKeysFrom(readFileSync(join(folder, "keys/audit-public.pem"), "utf8"));
  expect(handedOut.map(publicKeyId)).toEqual([current.id]);
});

test("a key may be given as text, with its line ends escaped, or as a file's path", () => {
  const folder = dataFolder();
  const pem = newPem();
  const file = join(folder, "key.pem");
  writeFileSync(file, pem);
  const ids = [pem, pem.replaceAll("\n", "\\n"), file].map((setting) => signingKeys(setting, folder).current.id);
  expect(new Set(ids).size).toBe(1);
  expect(readdirSync(folder)).toEqual(["key.pem"]);
});

test("the first of several keys signs; those behind it, and the folder's own, vouch for it", () => {
  const folder = dataFolder();
  const own = signingKeys(undefined, folder).current.id;
  const [newest, before] = [newPem(), newPem()];
  const { current, older } = signingKeys(newest + before, folder);
  expect(current.id).toBe(signingKeys(newest, folder).current.id);
  expect(older.map(({ id }) => id)).toEqual([signingKeys(before, folder).current.id, own]);
});

test.each([
  ["nonsense", "no/such/file.pem"],
  [
    "an RSA key",
    generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "pem", type: "pkcs8" }),
  ],
  ["a damaged key", newPem().replace(/[A-Za-z]{4}/, "!!!!")],
])("%s is refused without being repeated", (_what, setting) => {
  const reading = () => signingKeys(String(setting), dataFolder());
  expect(reading).toThrow(ConfigError);
  expect(reading).toThrow(/^AUDIT_SIGNING_KEY: expected an Ed25519 private key in PEM form, or the path of a file/);
  expect(reading).not.toThrow(String(setting));
});
