import { FirstSteps } from "../../components/first-steps.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { noFilter, type ShownFilter } from "./job-filter.ts";

export type NoJobsProps = {
  filter: ShownFilter;
  filtered: boolean;
  /** Whether older ones have not been looked at. */
  unfinished: boolean;
  onChange: (change: Partial<ShownFilter>) => void;
};

/** Instead of the table, with what to do next. */
export function NoJobs({ filter, filtered, unfinished, onChange }: NoJobsProps) {
  if (!filtered) return <FirstSteps />;
  return (
    <EmptyState title={unfinished ? "No job found so far" : "No job matches"}>
      <p>{unfinished ? "Older jobs have not been looked at yet." : "Change the filter, or begin again without one."}</p>
      <p className="mt-4 flex flex-wrap justify-center gap-2">
        <Button onClick={() => onChange(noFilter)}>Clear filters</Button>
        {filter.text !== "" && !filter.payloads ? (
          <Button onClick={() => onChange({ payloads: true })}>Search payloads, too</Button>
        ) : null}
      </p>
    </EmptyState>
  );
}
