import type { RejectedMessage } from "@baton/contracts";
import { EmptyState } from "../ui/empty-state.tsx";
import { RelativeTime } from "./times.tsx";

const bytes = new Intl.NumberFormat("en", { style: "unit", unit: "byte", unitDisplay: "long" });

export function RejectedList({ messages }: { messages: RejectedMessage[] }) {
  if (messages.length === 0) {
    return (
      <EmptyState title="No rejected messages">
        Messages that cannot be read as a job land here, with the reason.
      </EmptyState>
    );
  }
  return (
    <ul className="divide-y divide-line">
      {messages.map((message) => (
        <li key={`${message.rejectedAt} ${message.messageId ?? message.preview}`} className="px-4 py-4 text-sm">
          <p className="wrap-anywhere font-medium">{message.reason}</p>
          <p className="mt-0.5 text-ink-faint text-xs">
            <RelativeTime iso={message.rejectedAt} /> · {bytes.format(message.bytes)}
            {message.messageId ? ` · message id ${message.messageId}` : null}
          </p>
          <pre className="wrap-anywhere mt-2 max-h-40 overflow-auto whitespace-pre-wrap rounded-lg bg-sunken px-3 py-2 font-mono text-xs leading-relaxed">
            {message.preview}
          </pre>
        </li>
      ))}
    </ul>
  );
}
