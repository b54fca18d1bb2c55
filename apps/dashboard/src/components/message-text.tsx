import { linkedParts } from "../view/linked-text.ts";
import { JobLink } from "./job-link.tsx";

/** A message of the record; the job ids in it are links. */
export function MessageText({ message }: { message: string }) {
  return linkedParts(message).map((part, place) =>
    part.kind === "text" ? (
      part.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one message never change places
      <JobLink key={place} jobId={part.jobId}>
        {part.jobId}
      </JobLink>
    ),
  );
}
