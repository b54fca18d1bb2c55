"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

export type ConfirmRequest = {
  /** A question: "Cancel this job?" */
  title: string;
  /** What will happen, and whether it can be taken back. */
  consequence: ReactNode;
  /** The button's words: "Cancel job". */
  action: string;
  danger?: boolean;
  /** How many things it is about, when there are several. */
  count?: number;
  /** Whether to ask why; the answer goes into the record. Without: not asked. */
  reason?: "required" | "optional";
};

export type Confirmation = { reason: string | undefined };
type Confirm = (request: ConfirmRequest) => Promise<Confirmation | undefined>;
type Asked = ConfirmRequest & { answer: (confirmation: Confirmation | undefined) => void; id: number };

const ConfirmContext = createContext<Confirm | undefined>(undefined);
const ConfirmDialog = dynamic(() => import("./confirm-dialog.tsx").then(({ ConfirmDialog }) => ConfirmDialog), {
  ssr: false,
});

let asked = 0;

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Asked>();
  const confirm = useCallback<Confirm>((request) => {
    const { promise, resolve } = Promise.withResolvers<Confirmation | undefined>();
    asked += 1;
    setQuestion({ ...request, answer: resolve, id: asked });
    return promise;
  }, []);
  return (
    <ConfirmContext value={confirm}>
      {children}
      {question ? <ConfirmDialog key={question.id} request={question} onAnswer={question.answer} /> : null}
    </ConfirmContext>
  );
}

/** Asks the user before something is destroyed or overridden. Resolves with undefined if they would rather not. */
export function useConfirm(): Confirm {
  const confirm = useContext(ConfirmContext);
  if (!confirm) throw new Error("useConfirm needs a ConfirmProvider above it");
  return confirm;
}
