import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject, type UIEvent } from "react";

/** Every row is as high: so what is in sight follows from how far the table is scrolled. As in data-table.module.css. */
export const ROW_PX = 52;
/** Drawn before they come into sight. */
const AHEAD = 8;
/** Before the height of the table is known. */
const FIRST_DRAWN = 20;

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** "9" before "10", "élan" beside "elan". */
export function compareTexts(one: string | number, other: string | number): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return collator.compare(String(one), String(other));
}

export interface VisibleRows {
  /** The first that is drawn, and the first behind them. */
  readonly from: number;
  readonly to: number;
  /** The one that the keyboard is at. */
  readonly current: number;
  readonly setCurrent: (index: number) => void;
  readonly body: RefObject<HTMLTableSectionElement | null>;
  readonly onScroll: (event: UIEvent<HTMLDivElement>) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

export function useVisibleRows(count: number, height: number): VisibleRows {
  /** In rows: a scroll within one draws nothing. */
  const [top, setTop] = useState(0);
  const [current, setCurrent] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);
  const isMoving = useRef(false);
  const inSight = height === 0 ? FIRST_DRAWN : Math.ceil(height / ROW_PX);
  const first = Math.min(top, Math.max(0, count - inSight));
  const reachable = Math.max(0, Math.min(current, count - 1));

  // The keyboard has moved on: the row may have been drawn just now.
  useLayoutEffect(() => {
    if (!isMoving.current) return;
    isMoving.current = false;
    focusable(body.current, reachable)?.focus();
  });

  const moveTo = (index: number): void => {
    const next = Math.max(0, Math.min(index, count - 1));
    isMoving.current = true;
    setCurrent(next);
    const scroller = body.current?.closest("div");
    if (scroller != null) scrollTo(scroller, next);
  };
  return {
    from: Math.max(0, first - AHEAD),
    to: Math.min(count, first + inSight + AHEAD),
    current: reachable,
    setCurrent,
    body,
    onScroll: ({ currentTarget }) => setTop(Math.floor(currentTarget.scrollTop / ROW_PX)),
    onKeyDown: (event) => {
      // A field or a menu in a row has its own keys.
      if (!(event.target as HTMLElement).hasAttribute("data-row-focus")) return;
      const moves: Readonly<Record<string, number>> = {
        ArrowDown: reachable + 1,
        ArrowUp: reachable - 1,
        PageDown: reachable + inSight - 1,
        PageUp: reachable - inSight + 1,
        Home: 0,
        End: count - 1,
      };
      const next = moves[event.key];
      if (next === undefined) return;
      event.preventDefault();
      moveTo(next);
    },
  };
}

function focusable(body: HTMLElement | null, index: number): HTMLElement | null {
  return body?.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-focus]`) ?? null;
}

/** Below the head of the table, which stays in sight. */
function scrollTo(scroller: HTMLElement, index: number): void {
  const above = index * ROW_PX;
  if (above < scroller.scrollTop) scroller.scrollTop = above;
  const below = above + 2 * ROW_PX - scroller.clientHeight;
  if (below > scroller.scrollTop) scroller.scrollTop = below;
}
