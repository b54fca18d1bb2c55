import type { Metadata } from "next";
import { connection } from "next/server";
import { UsersPage } from "../../src/screens/users/users-page.tsx";
import { may } from "../../src/server/access/callers.ts";
import { inTime, textOf } from "../../src/server/first-paint.ts";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Users and keys" };

export default async function UsersRoute() {
  await connection();
  const { auth, callers } = services();
  if (!auth || !may(callers.current, "administer")) return <UsersPage accounts={undefined} keys={undefined} />;
  const [accounts, keys] = await Promise.all([inTime(auth.desk.accounts()), inTime(auth.desk.keys())]);
  return <UsersPage accounts={textOf(accounts)} keys={textOf(keys)} />;
}
