import type { Metadata } from "next";
import { connection } from "next/server";
import { LoginPage } from "../../src/screens/login/login-page.tsx";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Log in" };

export default async function LoginRoute({ searchParams }: PageProps<"/login">) {
  await connection();
  const { from, invite, problem } = await searchParams;
  const { auth } = services();
  return (
    <LoginPage
      from={typeof from === "string" ? from : "/"}
      invite={typeof invite === "string" ? invite : undefined}
      isOpen={auth?.desk.isOpen ?? false}
      provider={auth?.oidc?.providerName}
      problem={typeof problem === "string" ? problem : undefined}
    />
  );
}
