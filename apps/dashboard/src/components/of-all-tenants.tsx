import { EmptyState } from "../ui/empty-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";

/** Instead of a page that shows what is of no tenant, to whoever sees some of them only. */
export function OfAllTenants({ title }: { title: string }) {
  return (
    <>
      <PageHeader title={title} />
      <EmptyState title="This is for whoever sees all tenants">
        What stands here belongs to no single tenant. Ask an admin if you need to see it.
      </EmptyState>
    </>
  );
}
