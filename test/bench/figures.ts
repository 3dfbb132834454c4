import type { ByPart } from "./process-tree.ts";

/** One measured value of a row, e.g. 390 µs a registration, with what each part of the server took of it. */
export interface Figure {
  readonly row: string;
  readonly unit: string;
  readonly value: number;
  readonly parts?: ByPart;
}

/** A row that could not be measured as asked: some of its work failed. */
export interface Shortfall {
  readonly row: string;
  readonly what: string;
}

export interface Measured {
  readonly server: string;
  readonly figures: readonly Figure[];
  readonly shortfalls: readonly Shortfall[];
}

/** The middle of several measurements of the same rows, by value; its parts are those of that measurement. */
export function medians(measurements: readonly Figure[]): readonly Figure[] {
  const rows = [...new Set(measurements.map(({ row }) => row))];
  return rows.flatMap((row) => {
    const sorted = measurements.filter((figure) => figure.row === row).sort((a, b) => a.value - b.value);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? [];
  });
}

export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** A table for people: a line a row, a column a server, and how many times the first server's figure each other's is. */
export function printTable(measured: readonly Measured[], measure: string): string {
  const rows = [...new Set(measured.flatMap(({ figures }) => figures.map(({ row }) => row)))];
  const yardstick = measured.find(({ server }) => server === measure);
  const head = ["", ...measured.flatMap(({ server }) => (server === measure ? [server] : [server, `÷ ${measure}`]))];
  const lines = rows.map((row) => {
    const base = yardstick?.figures.find((figure) => figure.row === row);
    const cells = measured.flatMap(({ server, figures }) => {
      const figure = figures.find((one) => one.row === row);
      const shown = figure === undefined ? "–" : `${rounded(figure.value)} ${figure.unit}${printParts(figure.parts)}`;
      if (server === measure) return [shown];
      return [shown, figure === undefined || base === undefined ? "–" : rounded(figure.value / base.value)];
    });
    return [row, ...cells];
  });
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function printParts(parts: ByPart | undefined): string {
  const shown = Object.entries(parts ?? {}).filter(([, value]) => value > 0);
  return shown.length < 2 ? "" : ` (${shown.map(([part, value]) => `${part} ${rounded(value)}`).join(", ")})`;
}

function rounded(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
