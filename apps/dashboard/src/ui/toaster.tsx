"use client";

import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, Hourglass, type LucideIcon, X } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { buttonClasses } from "./button-classes.ts";
import { type Notice, takeNotices } from "./notify.ts";

type NoticeTone = Notice["tone"];
type ToastData = { tone: NoticeTone };

const looks: Record<NoticeTone, { Icon: LucideIcon; className: string; timeoutMs: number }> = {
  success: { Icon: CircleCheck, className: "text-good", timeoutMs: 6000 },
  failure: { Icon: CircleAlert, className: "text-bad", timeoutMs: 15_000 },
  // It stays until it is known what became of it.
  waiting: { Icon: Hourglass, className: "text-waiting", timeoutMs: 0 },
};

/** Shows the notices that `notify` is given. */
export function Toaster() {
  return (
    <Toast.Provider limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-4 z-50 flex flex-col gap-2 sm:left-auto sm:w-96">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const { toasts, add, close } = Toast.useToastManager<ToastData>();
  const show = useEffectEvent((notice: Notice) => add(toastOf(notice, close)));
  useEffect(() => takeNotices((notice) => void show(notice)), []);
  return toasts.map((toast) => <NoticeToast key={toast.id} toast={toast} tone={toast.data?.tone ?? "success"} />);
}

function NoticeToast({ toast, tone }: { toast: Toast.Root.ToastObject<ToastData>; tone: NoticeTone }) {
  const { Icon, className } = looks[tone];
  return (
    <Toast.Root
      toast={toast}
      swipeDirection="right"
      className="rounded-xl border border-line-strong bg-surface shadow-lg transition duration-200 data-ending-style:translate-y-2 data-starting-style:translate-y-2 data-limited:hidden data-ending-style:opacity-0 data-starting-style:opacity-0 motion-reduce:transition-none"
    >
      <Toast.Content className="flex items-start gap-3 px-4 py-3">
        <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${className}`} />
        <div className="min-w-0 flex-1">
          <Toast.Title className="wrap-anywhere font-medium text-sm" />
          <Toast.Description className="wrap-anywhere mt-0.5 text-ink-soft text-sm" />
        </div>
        <Toast.Action className={buttonClasses("quiet", "small")} />
        <Toast.Close aria-label="Dismiss" className="rounded-md p-0.5 text-ink-faint hover:bg-sunken hover:text-ink">
          <X aria-hidden="true" className="size-4" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  );
}

function toastOf({ id, tone, title, description, action }: Notice, close: (id?: string) => void) {
  const act = () => {
    action?.onClick();
    close(id);
  };
  return {
    ...(id === undefined ? {} : { id }),
    title,
    description,
    timeout: looks[tone].timeoutMs,
    // Announced politely. One of high priority would be hidden from screen readers, its buttons with it.
    priority: "low" as const,
    actionProps: action ? { children: action.label, onClick: act } : undefined,
    data: { tone },
  };
}
