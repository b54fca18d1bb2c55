"use client";

import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { isFiltered, type PageFilter } from "./dead-letter-filter.ts";

export type FilterBarProps = {
  filter: PageFilter;
  /** Those that there are. */
  types: readonly string[];
  onChange: (change: Partial<PageFilter>) => void;
  onClear: () => void;
};

export function FilterBar({ filter, types, onChange, onClear }: FilterBarProps) {
  const listed = [...new Set([...types, filter.type])].filter((type) => type !== "").sort();
  const text = (name: "key" | "tenant" | "text") => ({
    value: filter[name],
    autoComplete: "off",
    spellCheck: false,
    onChange: ({ target }: { target: { value: string } }) => onChange({ [name]: target.value }),
  });
  return (
    <search aria-label="Filter" className="grid grid-cols-2 items-end gap-3 md:flex md:flex-wrap">
      <TextField
        className="col-span-2 md:w-72"
        label="Text"
        type="search"
        placeholder="In name, id or error"
        {...text("text")}
      />
      <Select
        className="md:w-44"
        label="Type"
        value={filter.type}
        options={[{ value: "", label: "Any type" }, ...listed.map((type) => ({ value: type, label: type }))]}
        onValueChange={(type) => onChange({ type })}
      />
      <TextField className="md:w-44" label="Lock key" placeholder="Any" {...text("key")} />
      <TextField className="md:w-36" label="Tenant" placeholder="Any" {...text("tenant")} />
      {isFiltered(filter) ? <Button onClick={onClear}>Clear filter</Button> : null}
    </search>
  );
}
