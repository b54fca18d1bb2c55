import { Download } from "lucide-react";
import { buttonClasses } from "../../ui/button-classes.ts";

const formats = [
  { format: "csv", label: "CSV" },
  { format: "ndjson", label: "NDJSON" },
] as const;

/** Everything that matches, as a file. */
export function ExportLinks({ query }: { query: string }) {
  return formats.map(({ format, label }) => (
    <a key={format} href={exportHref(query, format)} download className={buttonClasses("quiet", "medium")}>
      <Download aria-hidden="true" />
      Export {label}
    </a>
  ));
}

function exportHref(query: string, format: (typeof formats)[number]["format"]): string {
  return `/api/jobs/export?format=${format}${query && `&${query}`}`;
}
