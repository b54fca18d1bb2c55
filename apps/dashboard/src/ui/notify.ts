export type Notice = {
  /** A notice with the id of one that is on the screen takes its place. */
  id?: string;
  tone: "success" | "failure" | "waiting";
  title: string;
  description?: string | undefined;
  /** What can be done about it at once: "Undo", "Open". */
  action?: { label: string; onClick: () => void } | undefined;
};

// What shows notices is loaded when there is a first one; until then they wait here.
const waiting: Notice[] = [];
const listeners = new Set<() => void>();
let show: ((notice: Notice) => void) | undefined;

/** Says in a corner of the page what became of something; screen readers hear it. */
export function notify(notice: Notice): void {
  if (!show) waiting.push(notice);
  else show(notice);
  for (const listener of listeners) listener();
}

export function hasNotices(): boolean {
  return waiting.length > 0;
}

export function onNotice(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** From now on, `next` shows the notices, those that wait first. */
export function takeNotices(next: (notice: Notice) => void): () => void {
  show = next;
  for (const notice of waiting.splice(0)) next(notice);
  return () => {
    show = undefined;
  };
}
