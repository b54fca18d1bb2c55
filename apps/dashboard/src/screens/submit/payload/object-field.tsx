"use client";

import type { Json } from "@baton/contracts";
import { Plus } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { FieldGroup } from "./field-group.tsx";
import { JsonField } from "./json-field.tsx";
import { isFields, type JsonFields, withField } from "./json-value.ts";
import { pathOf } from "./payload-context.ts";
import { SchemaField, type SchemaFieldProps, useFieldParts } from "./schema-field.tsx";
import type { NamedField } from "./schema-shape.ts";

/** Fields within a field. */
export function ObjectField(props: SchemaFieldProps & { fields: NamedField[] }) {
  const { fields, name, path, value, onChange, required } = props;
  const { label, labelHidden, hint, error } = useFieldParts(props);
  const group = { legend: label, legendHidden: labelHidden, hint, error };
  if (value === undefined && !required) {
    const add = (
      <Button size="small" onClick={() => onChange({})}>
        <Plus aria-hidden="true" />
        Add {name}
      </Button>
    );
    return <FieldGroup {...group} aside={add} />;
  }
  const leaveOut = required ? undefined : (
    <Button size="small" onClick={() => onChange(undefined)}>
      Leave out {name}
    </Button>
  );
  return (
    <FieldGroup {...group} aside={leaveOut}>
      <ObjectFields fields={fields} path={path} value={isFields(value) ? value : {}} onChange={onChange} />
    </FieldGroup>
  );
}

export type ObjectFieldsProps = {
  fields: NamedField[];
  path: string;
  value: JsonFields;
  onChange: (next: JsonFields) => void;
};

/** The fields that a schema names, and as JSON what else there is. */
export function ObjectFields({ fields, path, value, onChange }: ObjectFieldsProps) {
  return (
    <div className="space-y-4">
      {fields.map(({ name, schema, required }) => (
        <SchemaField
          key={name}
          schema={schema}
          name={name}
          path={pathOf(path, name)}
          required={required}
          value={Object.hasOwn(value, name) ? value[name] : undefined}
          onChange={(next) => onChange(withField(value, name, next))}
        />
      ))}
      <OtherFields fields={fields} path={path} value={value} onChange={onChange} />
    </div>
  );
}

const otherFields = "Other fields";

/** Kept as they are: what JSON may have said and the schema does not name. */
function OtherFields({ fields, path, value, onChange }: ObjectFieldsProps) {
  const isNamed = new Set(fields.map(({ name }) => name));
  const entries = Object.entries(value);
  const others = entries.filter(([name]) => !isNamed.has(name));
  if (others.length === 0) return null;
  const replace = (next: Json | undefined) => {
    const named = entries.filter(([name]) => isNamed.has(name));
    onChange({ ...Object.fromEntries(named), ...(isFields(next) ? next : {}) });
  };
  return (
    <JsonField
      schema={{ description: "The schema does not name them" }}
      name={otherFields}
      path={pathOf(path, otherFields)}
      required={false}
      value={Object.fromEntries(others)}
      onChange={replace}
    />
  );
}
