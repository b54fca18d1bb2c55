"use client";

import type { Json, ValidationIssue } from "@baton/contracts";
import { useCallback, useMemo } from "react";
import { Segmented } from "../../../ui/segmented.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { isFields, prettyJson, readJsonText } from "./json-value.ts";
import { ObjectFields } from "./object-field.tsx";
import { PayloadFormProvider } from "./payload-context.ts";
import { SchemaField } from "./schema-field.tsx";
import { resolveRefs, shapeOf } from "./schema-shape.ts";

/** The text is the payload, whatever is shown of it: going from one view to the other loses nothing. */
export type PayloadDraft = {
  text: string;
  view: "form" | "json";
  /** Fields of the form with a text that is no JSON. */
  broken: readonly string[];
};

export type PayloadEditorProps = {
  /** JSON Schema, if the type has told one. */
  schema: Json | undefined;
  draft: PayloadDraft;
  onChange: (change: (draft: PayloadDraft) => PayloadDraft) => void;
  /** Paths within the payload. */
  issues: readonly ValidationIssue[];
};

export function payloadDraft(payload: Json = {}): PayloadDraft {
  return { text: prettyJson(payload), view: "form", broken: [] };
}

const views = [
  { value: "form", label: "Form" },
  { value: "json", label: "JSON" },
] as const;

/** A payload as a form made from its type's schema, or as JSON text. */
export function PayloadEditor({ schema, draft, onChange, issues }: PayloadEditorProps) {
  const root = useMemo(() => resolveRefs(schema), [schema]);
  const isDrawable = root !== undefined && shapeOf(root).kind !== "json";
  const read = readJsonText(draft.text);
  const shown = isDrawable && draft.view === "form" && read.kind === "json" ? "form" : "json";
  const change = (view: PayloadDraft["view"]) => onChange((before) => ({ ...before, view }));
  const isStuck = read.kind === "broken" || draft.broken.length > 0;
  return (
    <div className="space-y-4">
      {isDrawable ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {isStuck ? (
            <p className="text-bad text-xs">{stuckText(read.kind === "broken")}</p>
          ) : (
            <Segmented label="Show the payload as" value={shown} options={views} onValueChange={change} />
          )}
        </div>
      ) : (
        <p className="text-ink-soft text-sm">
          {schema === undefined
            ? "This type has not told what its payload looks like, so it is written as JSON."
            : "This type’s payload cannot be drawn as a form, so it is written as JSON."}
        </p>
      )}
      {shown === "form" && root && read.kind === "json" ? (
        <PayloadFields root={root} value={read.value} onChange={onChange} issues={issues} />
      ) : (
        <PayloadText draft={draft} onChange={onChange} issues={issues} />
      )}
    </div>
  );
}

function stuckText(isText: boolean): string {
  return isText
    ? "As long as this is not JSON, it cannot be shown as a form."
    : "As long as a field is not JSON, the whole cannot be shown as JSON.";
}

type FieldsProps = Pick<PayloadEditorProps, "onChange" | "issues"> & {
  root: NonNullable<ReturnType<typeof resolveRefs>>;
  value: Json;
};

function PayloadFields({ root, value, onChange, issues }: FieldsProps) {
  const write = (next: Json | undefined) => onChange((before) => ({ ...before, text: prettyJson(next ?? null) }));
  const markBroken = useCallback(
    (path: string, isBroken: boolean) =>
      onChange((before) => {
        if (before.broken.includes(path) === isBroken) return before;
        const others = before.broken.filter((one) => one !== path);
        return { ...before, broken: isBroken ? [...others, path] : others };
      }),
    [onChange],
  );
  const form = useMemo(
    () => ({ errorAt: (path: string) => issues.find((issue) => issue.path === path)?.message, markBroken }),
    [issues, markBroken],
  );
  const shape = shapeOf(root);
  return (
    <PayloadFormProvider value={form}>
      {shape.kind === "fields" && isFields(value) ? (
        <>
          <p aria-live="polite" className="text-bad text-xs empty:hidden">
            {form.errorAt("")}
          </p>
          <ObjectFields fields={shape.fields} path="" value={value} onChange={write} />
        </>
      ) : (
        <SchemaField schema={root} name="Payload" path="" required value={value} onChange={write} />
      )}
    </PayloadFormProvider>
  );
}

function PayloadText({ draft, onChange, issues }: Pick<PayloadEditorProps, "draft" | "onChange" | "issues">) {
  const read = readJsonText(draft.text);
  return (
    <TextArea
      label="Payload as JSON"
      mono
      rows={Math.min(24, Math.max(8, draft.text.split("\n").length + 1))}
      spellCheck={false}
      value={draft.text}
      error={read.kind === "broken" ? `This is not JSON: ${read.message}` : issuesText(issues)}
      onChange={({ target }) => onChange((before) => ({ ...before, view: "json", text: target.value }))}
    />
  );
}

function issuesText(issues: readonly ValidationIssue[]): string | undefined {
  if (issues.length === 0) return undefined;
  return issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join(" · ");
}
