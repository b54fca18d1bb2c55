import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";

/** A head as a line names it. */
export type LineHead = [keyId: string, seq: number, hash: string];

const common = {
  /** Counts up from 1 without a gap, across days. */
  n: z.int().min(1),
  at: z.string(),
  /** SHA-256 of the line before; of the instance's name for the first. */
  prev: z.string(),
  /** The fence of the leader that wrote it. */
  term: z.int().min(0),
  /** Whose signature it bears. */
  by: z.string(),
};

const lineSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("heads"),
    ...common,
    /** The daily line over all heads; several of them when there are many. */
    all: z.boolean(),
    heads: z.array(z.tuple([z.string(), z.int().min(0), z.string()])),
    sig: z.string(),
  }),
  /** The key of the lines that follow, signed by the key before it; the very first one signs itself. */
  z.strictObject({ kind: z.literal("key"), ...common, key: z.string(), sig: z.string() }),
]);
export type CheckpointLine = z.infer<typeof lineSchema>;
export type UnsignedLine = CheckpointLine extends infer L ? (L extends CheckpointLine ? Omit<L, "sig"> : never) : never;

/** @returns the line's one canonical text (RFC 8785, then Ed25519 over it), without a line end. */
export function signLine(line: UnsignedLine, privateKey: KeyObject): string {
  const sig = sign(null, Buffer.from(String(canonicalize(line))), privateKey).toString("base64");
  return String(canonicalize({ ...line, sig }));
}

/** @returns undefined when the text is no line, or not the canonical text of one. */
export function parseLine(text: string): CheckpointLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const line = lineSchema.safeParse(value).data;
  return line && canonicalize(line) === text ? line : undefined;
}

export function isSignedBy({ sig, ...line }: CheckpointLine, publicKey: KeyObject): boolean {
  return verify(null, Buffer.from(String(canonicalize(line))), publicKey, Buffer.from(sig, "base64"));
}

export function hashLine(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** What the first line of an instance names as the line before. */
export function firstPrev(instanceId: string): string {
  return hashLine(`baton checkpoints of ${instanceId}`);
}

/** A short name of a public key: the beginning of the hash of its DER form. */
export function publicKeyId(publicKey: KeyObject): string {
  return createHash("sha256").update(publicKeyBytes(publicKey)).digest("hex").slice(0, 32);
}

/** @returns the public key as a `key` line has it: SPKI, DER, base64. */
export function publicKeyText(publicKey: KeyObject): string {
  return publicKeyBytes(publicKey).toString("base64");
}

/** @returns undefined when it is no Ed25519 key. */
export function publicKeyFromText(text: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch {
    return undefined;
  }
}

function publicKeyBytes(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: "der", type: "spki" });
}
