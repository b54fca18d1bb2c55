import { useBrowserText } from "../../components/clock.ts";
import { pointTime } from "./time-format.ts";
import type { TimeSeriesProps } from "./time-series.ts";

/** A chart's figures for those who cannot, or would rather not, read them from a picture. */
export function ChartTable({ label, points, series, format }: TimeSeriesProps & { label: string }) {
  return (
    <details className="mt-1 text-xs">
      <summary className="w-fit cursor-pointer text-ink-faint hover:text-ink">Show as a table</summary>
      <div className="mt-2 max-h-64 overflow-auto rounded-lg border border-line">
        <table className="w-full text-left tabular-nums">
          <caption className="sr-only">{label}</caption>
          <thead className="sticky top-0 bg-sunken text-ink-faint">
            <tr>
              <th scope="col" className="px-3 py-1.5 font-medium">
                Time
              </th>
              {series.map((one) => (
                <th key={one.key} scope="col" className="px-3 py-1.5 text-right font-medium">
                  {one.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {points.map(({ at, values }) => (
              <tr key={at}>
                <th scope="row" className="whitespace-nowrap px-3 py-1 font-normal">
                  <PointTime iso={at} />
                </th>
                {series.map(({ key }) => (
                  <td key={key} className="px-3 py-1 text-right">
                    {values[key] === undefined ? "–" : format(values[key])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function PointTime({ iso }: { iso: string }) {
  const text = useBrowserText(
    () => pointTime(iso),
    () => iso,
  );
  return <time dateTime={iso}>{text}</time>;
}
