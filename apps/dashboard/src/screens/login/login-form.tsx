"use client";

import { logIn } from "../../access/log-in.ts";
import { CredentialsForm } from "./credentials-form.tsx";

export type LoginFormProps = {
  /** A name that is known already: only the password is asked for. */
  name?: string | undefined;
  onLoggedIn: () => void;
};

export function LoginForm({ name, onLoggedIn }: LoginFormProps) {
  return (
    <CredentialsForm label="Log in" name={name} autoComplete="current-password" send={logIn} onDone={onLoggedIn} />
  );
}
