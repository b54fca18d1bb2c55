"use client";

import { createContext, useContext } from "react";

/** What the fields of a payload's form share. Paths are as problem documents write them: `to.0`, `headers.Accept`. */
export type PayloadForm = {
  errorAt: (path: string) => string | undefined;
  /** Tells that what is written in a field is no JSON (yet), so that the payload is not what the user means. */
  markBroken: (path: string, isBroken: boolean) => void;
};

const PayloadContext = createContext<PayloadForm>({ errorAt: () => undefined, markBroken: () => undefined });

export const PayloadFormProvider = PayloadContext.Provider;

export function usePayloadForm(): PayloadForm {
  return useContext(PayloadContext);
}

export function pathOf(parent: string, name: string | number): string {
  return parent === "" ? String(name) : `${parent}.${name}`;
}
