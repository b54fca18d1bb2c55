"use client";

import { useRef, useState } from "react";
import { useSWRConfig } from "swr";
import { ApiError } from "../../../live/api-client.ts";
import { useConfirm } from "../../../ui/confirm.tsx";
import { isAt } from "../../../view/is-at.ts";
import { inputsPath } from "./inputs-path.ts";
import { uploadInput } from "./upload-input.ts";

type UploadState =
  | { kind: "idle" }
  | { kind: "sending"; name: string; part: number }
  | { kind: "failed"; message: string };

/** Uploads a file under its own name; asks before it replaces one. @param onDone with the name that it has. */
export function useUpload(onDone: (name: string) => void) {
  const [state, setState] = useState<UploadState>({ kind: "idle" });
  const { mutate } = useSWRConfig();
  const confirm = useConfirm();
  const stopping = useRef<AbortController>(undefined);
  const upload = async (file: File, replace = false): Promise<void> => {
    const { inputNameOf } = await import("./input-names.ts");
    const name = inputNameOf(file.name);
    const controller = new AbortController();
    stopping.current = controller;
    setState({ kind: "sending", name, part: 0 });
    try {
      const onProgress = (part: number) => setState({ kind: "sending", name, part });
      const input = await uploadInput(file, { name, replace, signal: controller.signal, onProgress });
      setState({ kind: "idle" });
      void mutate((key) => typeof key === "string" && isAt([inputsPath], key));
      onDone(input.name);
    } catch (err) {
      if (!(err instanceof ApiError)) throw err;
      setState({ kind: "failed", message: err.message });
      if (err.problem?.code !== "input-exists") return;
      const confirmed = await confirm({
        title: `Replace “${name}”?`,
        consequence:
          "A file of that name is there. Jobs that read it from now on read yours; one that has begun fails.",
        action: "Replace file",
        danger: true,
      });
      if (confirmed) await upload(file, true);
    }
  };
  return { state, upload, stop: () => stopping.current?.abort() };
}
