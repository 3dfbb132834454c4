import { useRef, type KeyboardEvent, type PointerEvent, type ReactElement } from "react";
import { Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Receptionist } from "../../api/types.ts";
import classes from "./receptionists.module.css";
import { DAYS, isOpen, painted, SLOTS, timeOf } from "./week.ts";

type Weekly = NonNullable<Receptionist["hours"]["weekly"]>;

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

/** The week in half hours: painted by pointer, or by arrow keys and Space. */
export function WeekGrid({ weekly, onChange }: WeekGridProps): ReactElement {
  const { t, i18n } = useTranslation("receptionists");
  const grid = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<readonly [number, number]>([0, 18]);
  /** What the stroke paints; undefined: none is going on. */
  const stroke = useRef<boolean>(undefined);
  const nameOf = (day: number, weekday: "short" | "long"): string =>
    new Intl.DateTimeFormat(i18n.language, { weekday, timeZone: "UTC" }).format(A_MONDAY + day * DAY_MS);
  const paint = (day: number, slot: number, open: boolean): void => {
    const name = DAYS[day];
    if (name !== undefined) onChange(painted(weekly, name, slot, open));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const [day, slot] = [(at[0] + move[0] + 7) % 7, (at[1] + move[1] + SLOTS) % SLOTS];
    setAt([day, slot]);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${day}-${slot}"]`)?.focus();
  };
  const under = ({ clientX, clientY }: PointerEvent): readonly [number, number] | undefined => {
    const cell = document.elementFromPoint(clientX, clientY)?.getAttribute("data-cell");
    const [day, slot] = cell?.split("-").map(Number) ?? [];
    return day === undefined || slot === undefined ? undefined : [day, slot];
  };
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("hours.hint")}
      </Text>
      <div className={classes["week"]} tabIndex={0} role="region" aria-label={t("sections.hours")}>
        <table
          ref={grid}
          className={classes["grid"]}
          onKeyDown={onKeyDown}
          onPointerDown={(event) => {
            const cell = under(event);
            const day = cell === undefined ? undefined : DAYS[cell[0]];
            if (cell === undefined || day === undefined) return;
            stroke.current = !isOpen(weekly, day, cell[1]);
            paint(cell[0], cell[1], stroke.current);
          }}
          onPointerMove={(event) => {
            const cell = stroke.current === undefined ? undefined : under(event);
            if (cell !== undefined && stroke.current !== undefined) paint(cell[0], cell[1], stroke.current);
          }}
          onPointerUp={() => (stroke.current = undefined)}
          onPointerLeave={() => (stroke.current = undefined)}
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
                      onClick={({ detail }) => detail === 0 && paint(row, slot, !isOpen(weekly, day, slot))}
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
