"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";

export type CredentialsFormProps = {
  /** Of the form, and on its button. */
  label: string;
  /** A name that is known already: only the password is asked for. */
  name?: string | undefined;
  nameHint?: string;
  passwordHint?: string;
  /** What the browser may offer. */
  autoComplete: "current-password" | "new-password";
  /** @returns why it did not work; undefined: it did. */
  send: (name: string, password: string) => Promise<string | undefined>;
  onDone: () => void;
};

/** Name and password; what is wrong with them is told in place. */
export function CredentialsForm(props: CredentialsFormProps) {
  const { label, name: known, nameHint, passwordHint, autoComplete, send, onDone } = props;
  const [name, setName] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const refused = await send(name.trim(), password);
    setBusy(false);
    setFailure(refused);
    if (refused === undefined) onDone();
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-4" aria-label={label}>
      <TextField
        label="Name"
        value={name}
        onChange={({ target }) => setName(target.value)}
        readOnly={known !== undefined}
        {...(nameHint === undefined ? {} : { hint: nameHint })}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <TextField
        label="Password"
        type="password"
        value={password}
        onChange={({ target }) => setPassword(target.value)}
        {...(passwordHint === undefined ? {} : { hint: passwordHint })}
        autoComplete={autoComplete}
        required
        error={failure}
      />
      <Button type="submit" variant="primary" busy={busy}>
        {label}
      </Button>
    </form>
  );
}
