import type { Metadata } from "next";
import { connection } from "next/server";
import { AccountPage } from "../../src/screens/account/account-page.tsx";
import { inTime, textOf } from "../../src/server/first-paint.ts";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountRoute() {
  await connection();
  const { auth } = services();
  return <AccountPage sessions={auth && textOf(await inTime(auth.logIns.sessions()))} />;
}
