"use client";

import { ErrorNotice } from "../src/ui/error-notice.tsx";

export default function ErrorPage({ retry }: { error: unknown; retry: () => void }) {
  return (
    <>
      <ErrorNotice>This page could not be shown. The dashboard’s log says why.</ErrorNotice>
      <button
        type="button"
        onClick={() => retry()}
        className="ml-4 rounded-lg border border-line-strong bg-surface px-3 py-1.5 font-medium text-sm hover:bg-sunken"
      >
        Try again
      </button>
    </>
  );
}
