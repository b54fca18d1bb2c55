"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { TrailProps } from "./trail.tsx";
import { TrailItem } from "./trail-item.tsx";

const itemHeight = 56;
/** What the server renders, which does not know how high the window is. */
const firstRect = { width: 800, height: 50 * itemHeight };

/** A trail of thousands of events, in a box that scrolls: only what is in sight is in the page. */
export function LongTrail({ events, linked, stateOf }: TrailProps) {
  const box = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: events.length,
    getScrollElement: () => box.current,
    estimateSize: () => itemHeight,
    getItemKey: (index) => events[index]?.eventId ?? index,
    initialRect: firstRect,
    overscan: 10,
    useFlushSync: false,
  });
  const linkedAt = linked === undefined ? -1 : events.findIndex(({ seq }) => seq === linked);
  useEffect(() => {
    if (linkedAt < 0) return;
    virtualizer.scrollToIndex(linkedAt, { align: "center" });
    box.current?.scrollIntoView({ block: "nearest" });
  }, [linkedAt, virtualizer]);
  const items = virtualizer.getVirtualItems();
  return (
    <section
      ref={box}
      aria-label="Trail, scrolls"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll what scrolls by itself
      tabIndex={0}
      className="h-[70dvh] overflow-auto overscroll-contain"
    >
      <ol aria-label="Trail" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const event = events[index];
          if (!event) return null;
          return (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              id={`event-${event.seq}`}
              aria-setsize={events.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <TrailItem
                event={event}
                first={events[0] ?? event}
                previous={events[index - 1]}
                isLast={index === events.length - 1}
                isLinked={index === linkedAt}
                state={stateOf(event.seq)}
              />
            </li>
          );
        })}
      </ol>
    </section>
  );
}
