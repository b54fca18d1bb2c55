import { randomBytes } from "node:crypto";
import type { Accounts } from "@baton/store";
import { newAccount } from "./account-desk.ts";

export type FirstAdmin = { name: string; password: string | undefined };

/**
 * Makes the first account where there is none.
 * @param tell shows a password that nobody has given: this once, to whoever reads it where the dashboard was started.
 */
export async function provideFirstAdmin(
  accounts: Pick<Accounts, "list" | "insert">,
  { name, password }: FirstAdmin,
  tell: (text: string) => void,
): Promise<void> {
  if ((await accounts.list()).length > 0) return;
  const made = randomBytes(15).toString("base64url");
  const admin = await newAccount(name, password ?? made, { role: "admin", tenants: "all" }, new Date());
  // Another dashboard may have been quicker.
  if (!(await accounts.insert(admin)) || password !== undefined) return;
  tell(`The first account: name ${name}, password ${made} (shown this once; change it after you have logged in)`);
}
