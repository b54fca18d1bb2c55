"use client";

import type { JobInput } from "@baton/contracts";
import { Upload } from "lucide-react";
import { type ReactNode, useId, useRef } from "react";
import { RelativeTime } from "../../../components/times.tsx";
import { usePolled } from "../../../live/use-polled.ts";
import { Button } from "../../../ui/button.tsx";
import type { FieldProps } from "../../../ui/field.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { byteText } from "../../../view/byte-text.ts";
import { inputsPath } from "./inputs-path.ts";
import { useUpload } from "./use-upload.ts";

export type InputFileFieldProps = FieldProps & { value: string; onChange: (name: string) => void };

/** The name of a file that the job reads: one that is there, or one that is uploaded now. */
export function InputFileField({ value, onChange, hint, ...field }: InputFileFieldProps) {
  const listId = useId();
  const { data } = usePolled(`${inputsPath}?limit=1000`, "jobInputListSchema");
  const inputs = data?.inputs ?? [];
  return (
    <div className="space-y-2">
      <TextField
        {...field}
        hint={
          <FileHint hint={hint} name={value} inputs={data ? inputs : undefined} isPart={data?.cursor !== undefined} />
        }
        list={listId}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={listId}>
        {inputs.map(({ name, bytes }) => (
          <option key={name} value={name} label={byteText(bytes)} />
        ))}
      </datalist>
      <UploadButton onDone={onChange} />
    </div>
  );
}

type FileHintProps = { hint: ReactNode; name: string; inputs: JobInput[] | undefined; isPart: boolean };

/** What is known of the file of that name. */
function FileHint({ hint, name, inputs, isPart }: FileHintProps) {
  const input = inputs?.find((one) => one.name === name);
  if (input) {
    return (
      <>
        {byteText(input.bytes)}, from <RelativeTime iso={input.changedAt} />.
      </>
    );
  }
  if (name !== "" && inputs && !isPart) return "There is no file of this name yet. Upload it, or the job will fail.";
  const count =
    inputs && inputs.length > 0
      ? `${inputs.length.toLocaleString("en")}${isPart ? " or more" : ""} to choose from.`
      : "";
  return (
    <>
      {hint} A file in “job-inputs”. {count}
    </>
  );
}

function UploadButton({ onDone }: { onDone: (name: string) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const { state, upload, stop } = useUpload(onDone);
  const isSending = state.kind === "sending";
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button size="small" busy={isSending} onClick={() => picker.current?.click()}>
        <Upload aria-hidden="true" />
        Upload a file…
      </Button>
      <input
        ref={picker}
        type="file"
        aria-label="File to upload"
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // The same file again is a choice, too.
          target.value = "";
          if (file) void upload(file);
        }}
      />
      {isSending ? (
        <>
          <progress
            aria-label={`Upload of ${state.name}`}
            value={state.part}
            max={1}
            className="h-2 w-32 accent-accent"
          />
          <span className="wrap-anywhere min-w-0 text-ink-soft text-xs">{state.name}</span>
          <Button size="small" onClick={stop}>
            Stop
          </Button>
        </>
      ) : null}
      <p role="status" className="wrap-anywhere text-bad text-xs empty:hidden">
        {state.kind === "failed" ? state.message : null}
      </p>
    </div>
  );
}
