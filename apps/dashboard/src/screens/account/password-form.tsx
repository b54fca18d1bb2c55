"use client";

import { limits } from "@baton/contracts";
import { type FormEvent, useState } from "react";
import { useAction } from "../../live/use-action.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";

export function PasswordForm() {
  const { run, running } = useAction();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [wrong, setWrong] = useState<{ current?: string; next?: string }>({});
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (next.length < limits.minPasswordChars)
      return setWrong({ next: `At least ${limits.minPasswordChars} characters, please.` });
    setWrong({});
    const result = await run({
      path: "/api/auth/password",
      body: { current, next },
      done: "Password changed; all your other sessions have ended",
      failed: "The password was not changed",
      refresh: ["/api/auth/sessions"],
    });
    if (result.kind === "failed" && result.problem?.code === "wrong-credentials")
      return setWrong({ current: "This is not your password." });
    if (result.kind === "failed") return;
    setCurrent("");
    setNext("");
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="max-w-sm space-y-4 p-4">
      <TextField
        label="Your password now"
        type="password"
        autoComplete="current-password"
        value={current}
        error={wrong.current}
        onChange={({ target }) => setCurrent(target.value)}
      />
      <TextField
        label="New password"
        type="password"
        autoComplete="new-password"
        value={next}
        error={wrong.next}
        hint={`At least ${limits.minPasswordChars} characters.`}
        onChange={({ target }) => setNext(target.value)}
      />
      <Button type="submit" variant="primary" busy={running}>
        Change password
      </Button>
    </form>
  );
}
