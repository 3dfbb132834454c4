import { Text } from "@mantine/core";
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import classes from "./receptionists.module.css";
import { DAYS, isOpen, painted, SLOTS, timeOf, type Cell, type Weekly } from "./week.ts";

interface WeekGridProps {
  readonly weekly: Weekly;
  readonly onChange: (weekly: Weekly) => void;
}

/** A Monday: what the days of the week are called follows from it. */
const A_MONDAY = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;
const MOVES: Readonly<Record<string, readonly [days: number, slots: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** The week in half hours: painted by mouse, tapped by finger, or set by arrow keys and Space. */
export function WeekGrid({ weekly, onChange }: WeekGridProps): ReactElement {
  const { t, i18n } = useTranslation("receptionists");
  const grid = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<Cell>([0, 18]);
  const stroke = useStroke(weekly, onChange);
  const nameOf = (day: number, weekday: "short" | "long"): string =>
    new Intl.DateTimeFormat(i18n.language, { weekday, timeZone: "UTC" }).format(A_MONDAY + day * DAY_MS);
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("hours.hint")}
      </Text>
      <div className={classes["week"]} tabIndex={0} role="region" aria-label={t("hours.weekly")}>
        <table
          ref={grid}
          className={classes["grid"]}
          onKeyDown={(event) => moveTo(event, { grid, at, setAt })}
          {...stroke.handlers}
        >
          <thead>
            <tr>
              <td />
              {Array.from({ length: 24 }, (_, hour) => (
                <th key={hour} colSpan={2} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {DAYS.map((day, row) => (
              <tr key={day}>
                <th scope="row">{nameOf(row, "short")}</th>
                {Array.from({ length: SLOTS }, (_, slot) => (
                  <td key={slot}>
                    <button
                      type="button"
                      data-cell={`${row}-${slot}`}
                      className={classes["slot"]}
                      aria-pressed={isOpen(weekly, day, slot)}
                      aria-label={t("hours.cell", { day: nameOf(row, "long"), time: timeOf(slot) })}
                      tabIndex={at[0] === row && at[1] === slot ? 0 : -1}
                      onFocus={() => setAt([row, slot])}
                      onClick={({ detail }) => stroke.clicked([row, slot], detail === 0)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface Moving {
  readonly grid: RefObject<HTMLTableElement | null>;
  readonly at: Cell;
  readonly setAt: (cell: Cell) => void;
}

function moveTo(event: KeyboardEvent, { grid, at, setAt }: Moving): void {
  const move = MOVES[event.key];
  if (move === undefined) return;
  event.preventDefault();
  const days = DAYS.length;
  const [day, slot] = [(at[0] + move[0] + days) % days, (at[1] + move[1] + SLOTS) % SLOTS];
  setAt([day, slot]);
  grid.current?.querySelector<HTMLElement>(`[data-cell="${day}-${slot}"]`)?.focus();
}

interface Stroke {
  readonly start: Cell;
  readonly open: boolean;
  /** As the week was when it began: what the stroke has left again is as before. */
  readonly before: Weekly;
}

interface StrokeHandlers {
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: () => void;
    readonly onPointerLeave: () => void;
  };
  readonly clicked: (cell: Cell, byKeyboard: boolean) => void;
}

/** Painting by mouse: everything between where it was pressed and where it is becomes what the first cell has become. */
function useStroke(weekly: Weekly, onChange: (weekly: Weekly) => void): StrokeHandlers {
  const stroke = useRef<Stroke>(undefined);
  /** A mouse has painted what it then clicks on. A finger scrolls when it is put down; what it taps is a click. */
  const isMouse = useRef(false);
  const begin = ([day, slot]: Cell): Stroke | undefined => {
    const name = DAYS[day];
    return name && { start: [day, slot], open: !isOpen(weekly, name, slot), before: weekly };
  };
  const paint = ({ start, open, before }: Stroke, to: Cell): void => onChange(painted(before, [start, to], open));
  const end = (): void => void (stroke.current = undefined);
  return {
    handlers: {
      onPointerDown: (event) => {
        const cell = under(event);
        isMouse.current = event.pointerType === "mouse";
        if (!isMouse.current || event.button !== 0 || cell === undefined) return;
        stroke.current = begin(cell);
        if (stroke.current !== undefined) paint(stroke.current, cell);
      },
      onPointerMove: (event) => {
        const cell = stroke.current && under(event);
        if (cell !== undefined && stroke.current !== undefined) paint(stroke.current, cell);
      },
      onPointerUp: end,
      onPointerLeave: end,
    },
    clicked: (cell, byKeyboard) => {
      const one = byKeyboard || !isMouse.current ? begin(cell) : undefined;
      if (one !== undefined) paint(one, cell);
    },
  };
}

function under({ clientX, clientY }: PointerEvent): Cell | undefined {
  const cell = document.elementFromPoint(clientX, clientY)?.getAttribute("data-cell");
  const [day, slot] = cell?.split("-").map(Number) ?? [];
  return day === undefined || slot === undefined ? undefined : [day, slot];
}
