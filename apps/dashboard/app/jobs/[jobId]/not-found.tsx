import { NotFound } from "../../../src/components/not-found.tsx";

export default function JobNotFound() {
  return (
    <NotFound title="There is no such job">
      No job has this id. A job that was sent straight to the broker appears when a worker has taken it in: if that was
      just now, load this page again.
    </NotFound>
  );
}
