"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { onLoginNeed } from "./login-need.ts";

const LoginDialog = dynamic(() => import("./login-dialog.tsx").then(({ LoginDialog }) => LoginDialog), { ssr: false });

/** Asks for the password where a session has ended, above the page: whatever was typed there is still there after it. */
export function LoginGuard() {
  const [open, setOpen] = useState(false);
  useEffect(() => onLoginNeed(() => setOpen(true)), []);
  return open ? <LoginDialog onClose={() => setOpen(false)} /> : null;
}
