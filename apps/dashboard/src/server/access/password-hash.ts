import { hash, verify } from "@node-rs/argon2";

// Argon2id with at least what OWASP asks for (19 MiB, two passes); the hash names its own parameters.
// https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), parameters);
}

/** @param passwordHash empty: no password is right. */
export async function isPassword(password: string, passwordHash: string): Promise<boolean> {
  return passwordHash !== "" && verify(passwordHash, password.normalize("NFKC"));
}

let nobodys: Promise<string> | undefined;

/** Takes as long as for an account that there is: the time of the answer does not tell which names there are. */
export async function isNobodysPassword(password: string): Promise<false> {
  nobodys ??= hashPassword(crypto.randomUUID());
  await isPassword(password, await nobodys);
  return false;
}
