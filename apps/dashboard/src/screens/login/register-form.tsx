"use client";

import { limits } from "@baton/contracts";
import { logIn, register } from "../../access/log-in.ts";
import { CredentialsForm } from "./credentials-form.tsx";

const { minPasswordChars } = limits;

/** Makes an account, and logs in with it. */
export function RegisterForm({ invite, onDone }: { invite: string | undefined; onDone: () => void }) {
  const send = async (name: string, password: string) => {
    if (password.length < minPasswordChars) return `At least ${minPasswordChars} characters, please.`;
    return (await register(name, password, invite)) ?? (await logIn(name, password));
  };
  return (
    <CredentialsForm
      label="Make account"
      nameHint="Letters, digits and . _ @ + -; upper and lower case are the same."
      passwordHint={`At least ${minPasswordChars} characters.`}
      autoComplete="new-password"
      send={send}
      onDone={onDone}
    />
  );
}
