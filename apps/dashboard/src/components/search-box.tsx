import Form from "next/form";
import { searchInputId } from "./search-input-id.ts";

/** Finds a job by its id, or jobs by their name; a plain form, so it works without JavaScript. */
export function SearchBox({ value }: { value?: string }) {
  return (
    <Form action="/search" role="search" className="flex min-w-0 flex-1 gap-2 sm:max-w-md">
      <label htmlFor={searchInputId} className="sr-only">
        Search by job id or name
      </label>
      <input
        id={searchInputId}
        name="id"
        type="search"
        required
        defaultValue={value}
        placeholder="Search by job id or name"
        autoComplete="off"
        spellCheck={false}
        className="min-w-0 flex-1 rounded-lg border border-line-strong bg-surface px-3 py-1.5 text-sm placeholder:text-ink-faint"
      />
      <button
        type="submit"
        className="rounded-lg border border-line-strong bg-surface px-3 py-1.5 font-medium text-sm hover:bg-sunken"
      >
        Find
      </button>
    </Form>
  );
}
