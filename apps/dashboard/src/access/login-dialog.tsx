"use client";

import { useSWRConfig } from "swr";
import { LoginForm } from "../screens/login/login-form.tsx";
import { providerAddress } from "../screens/login/provider-login.tsx";
import { Button } from "../ui/button.tsx";
import { buttonClasses } from "../ui/button-classes.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useCaller } from "./caller-context.tsx";

export function LoginDialog({ onClose }: { onClose: () => void }) {
  const { name, provider } = useCaller();
  const { mutate } = useSWRConfig();
  const goOn = () => {
    onClose();
    void mutate(() => true);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Your session has ended"
      description="Log in to go on where you are. What could not be done in between has to be done again."
      size="small"
    >
      {provider === undefined ? (
        <LoginForm name={name} onLoggedIn={goOn} />
      ) : (
        <div className="flex flex-wrap gap-2">
          <a
            href={providerAddress("/account")}
            target="_blank"
            rel="noreferrer"
            className={buttonClasses("primary", "medium")}
          >
            Log in with {provider}
          </a>
          <Button onClick={goOn}>I have logged in</Button>
        </div>
      )}
    </Dialog>
  );
}
