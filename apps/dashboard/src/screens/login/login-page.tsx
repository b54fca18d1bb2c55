"use client";

import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { LoginForm } from "./login-form.tsx";
import { ownPath } from "./own-path.ts";
import { ProviderLogin } from "./provider-login.tsx";
import { RegisterForm } from "./register-form.tsx";

const boxClasses = "mx-auto mt-[8vh] max-w-sm space-y-4 rounded-xl border border-line bg-surface p-6 shadow-xs";

export type LoginPageProps = {
  /** Where somebody wanted to go. */
  from: string;
  invite: string | undefined;
  /** Whether everybody may make an account. */
  isOpen: boolean;
  /** Who says who somebody is, if there are no passwords. */
  provider: string | undefined;
  /** Why the last try at the provider did not work: a code. */
  problem: string | undefined;
};

export function LoginPage({ from, invite, isOpen, provider, problem }: LoginPageProps) {
  const [registers, setRegisters] = useState(invite !== undefined);
  // A whole new page: nothing of what was shown to nobody stays.
  const goOn = () => window.location.assign(ownPath(from));
  const canRegister = provider === undefined && (isOpen || invite !== undefined);
  if (provider !== undefined)
    return (
      <div className={boxClasses}>
        <h1 className="font-semibold text-lg">Log in to Baton</h1>
        <ProviderLogin provider={provider} from={ownPath(from)} problem={problem} />
      </div>
    );
  return (
    <div className={boxClasses}>
      <h1 className="font-semibold text-lg">{registers ? "Make an account" : "Log in to Baton"}</h1>
      {registers ? <RegisterForm invite={invite} onDone={goOn} /> : <LoginForm onLoggedIn={goOn} />}
      {canRegister ? (
        <Button onClick={() => setRegisters(!registers)}>{registers ? "I have an account" : "Make an account"}</Button>
      ) : null}
    </div>
  );
}
