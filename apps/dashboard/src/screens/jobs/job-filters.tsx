"use client";

import { SlidersHorizontal, X } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Select } from "../../ui/select.tsx";
import { FilterText } from "./filter-text.tsx";
import { furtherCount, noFilter, queryOf, type ShownFilter } from "./job-filter.ts";
import { statusOptions } from "./status-options.ts";
import { SubmittedFields } from "./submitted-fields.tsx";

export type JobFiltersProps = {
  filter: ShownFilter;
  onChange: (change: Partial<ShownFilter>) => void;
  /** Known job types, as suggestions. */
  types: readonly string[];
};

/** A form that the browser can send itself, as long as there is no JavaScript. */
export function JobFilters({ filter, onChange, types }: JobFiltersProps) {
  const further = furtherCount(filter);
  const [opened, setOpened] = useState(further > 0);
  const [typeList, furtherId] = [useId(), useId()];
  const stay = (event: FormEvent) => {
    event.preventDefault();
    // What was typed counts when the field is left.
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
  };
  const text = (name: "type" | "key" | "tenant" | "submitter" | "correlationId") => ({
    name,
    value: filter[name],
    onCommit: (value: string) => onChange({ [name]: value }),
  });
  return (
    <form action="/jobs" aria-label="Filter" onSubmit={stay} className="space-y-3">
      <div className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
        <FilterText
          label="Text"
          name="text"
          type="search"
          placeholder={filter.payloads ? "In name, id or payload" : "In name or id"}
          value={filter.text}
          onCommit={(value) => onChange({ text: value })}
          className="max-sm:col-span-2 sm:min-w-56 sm:flex-1"
        />
        <Select
          label="Status"
          name="status"
          value={filter.status}
          options={statusOptions(filter.status)}
          onValueChange={(status) => onChange({ status })}
          className="sm:w-40"
        />
        <FilterText label="Type" list={typeList} placeholder="Any" {...text("type")} className="sm:w-40" />
        <datalist id={typeList}>
          {types.map((type) => (
            <option key={type} value={type} />
          ))}
        </datalist>
        <SubmittedFields from={filter.from} to={filter.to} onChange={onChange} />
        <div className="flex flex-wrap gap-2 max-sm:contents">
          <Button aria-expanded={opened} aria-controls={furtherId} onClick={() => setOpened(!opened)}>
            <SlidersHorizontal aria-hidden="true" />
            {further > 0 ? `More filters (${further})` : "More filters"}
          </Button>
          {queryOf(filter) === "" ? null : (
            <Button onClick={() => onChange(noFilter)}>
              <X aria-hidden="true" />
              Clear filters
            </Button>
          )}
          <noscript>
            <Button type="submit">Search</Button>
          </noscript>
        </div>
      </div>
      <div id={furtherId} hidden={!opened} className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <FilterText label="Lock key" placeholder="Any" {...text("key")} />
        <FilterText label="Tenant" placeholder="Any" {...text("tenant")} />
        <FilterText
          label="Submitter"
          placeholder={filter.mine ? "Me" : "Anybody"}
          {...text("submitter")}
          onCommit={(submitter) => onChange({ submitter, mine: false })}
        />
        <FilterText label="Correlation id" placeholder="Any" {...text("correlationId")} />
      </div>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <Checkbox
          checked={filter.mine}
          onCheckedChange={(mine) => onChange({ mine, submitter: "" })}
          label="Submitted by me"
        />
        <Checkbox
          checked={filter.payloads}
          onCheckedChange={(payloads) => onChange({ payloads })}
          label="Look for the text in payloads, too (up to 24 KiB each; slower)"
        />
      </div>
    </form>
  );
}
