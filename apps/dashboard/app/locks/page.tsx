import type { Metadata } from "next";
import { connection } from "next/server";
import { LocksPage } from "../../src/screens/locks/locks-page.tsx";
import { inTime, textOf } from "../../src/server/first-paint.ts";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Locks" };

export default async function LocksRoute({ searchParams }: PageProps<"/locks">) {
  await connection();
  const { text, tenant } = await searchParams;
  const list = await inTime(services().locks.list({ ...one("text", text), ...one("tenant", tenant) }));
  return <LocksPage initial={textOf(list)} />;
}

function one(name: string, value: string | string[] | undefined): Record<string, string> {
  return typeof value === "string" && value !== "" ? { [name]: value } : {};
}
