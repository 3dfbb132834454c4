import { useElementSize } from "@mantine/hooks";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../components/time.tsx";
import classes from "./home.module.css";

interface Hour {
  readonly from: string;
  readonly calls: number;
}

const [HEIGHT, BOTTOM, TOP, LEFT] = [180, 22, 8, 28];
/** Before it is measured. */
const USUAL_WIDTH = 640;
/** Between two bars. */
const GAP = 4;
const HOURS_BETWEEN_TICKS = 6;

/** A bar an hour, drawn by hand: a library for charts would weigh more than the rest of the page. */
export function CallsPerHour({ hours }: { readonly hours: readonly Hour[] }): ReactElement {
  const { t } = useTranslation("home");
  const { when } = useFormat();
  const { ref, width: measured } = useElementSize<HTMLDivElement>();
  const width = measured === 0 ? USUAL_WIDTH : measured;
  const most = niceMost(Math.max(...hours.map(({ calls }) => calls)));
  const wide = (width - LEFT) / hours.length;
  const high = HEIGHT - BOTTOM - TOP;
  return (
    <div ref={ref}>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} className={classes["chart"]} role="img" aria-label={t("per-hour")}>
        {[0, most / 2, most].map((calls) => {
          const y = HEIGHT - BOTTOM - (calls / most) * high;
          return (
            <g key={calls}>
              <line className={classes["axis"]} x1={LEFT} x2={width} y1={y} y2={y} />
              <text className={classes["tick"]} x={LEFT - 6} y={y + 4} textAnchor="end">
                {Number.isInteger(calls) ? calls : ""}
              </text>
            </g>
          );
        })}
        {hours.map(({ from, calls }, place) => {
          const height = (calls / most) * high;
          const x = LEFT + place * wide;
          return (
            <g key={from}>
              <rect
                className={classes["bar"]}
                x={x + GAP / 2}
                y={HEIGHT - BOTTOM - height}
                width={wide - GAP}
                height={height}
                rx={3}
              >
                <title>{t("bar", { hour: when(from), count: calls })}</title>
              </rect>
              {place % HOURS_BETWEEN_TICKS === 0 && (
                <text className={classes["tick"]} x={x + GAP / 2} y={HEIGHT - 6}>
                  {new Date(from).toTimeString().slice(0, 5)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** The next 2, 4, 10, 20, 40, 100 …: the middle line stands at a whole number. */
function niceMost(calls: number): number {
  for (let scale = 1; ; scale *= 10) for (const step of [2, 4, 10]) if (calls <= step * scale) return step * scale;
}
