import type { Environment } from "../runtime/environment.ts";
import { localApi } from "./local-api.ts";

export interface Status {
  /** Calls can be served. */
  readonly isReady: boolean;
  /** Line by line what an operator looks at first. */
  readonly lines: readonly string[];
}

/** Figures that say at a glance how busy the system is, and what they are called. */
const FIGURES: readonly (readonly [metric: string, name: string])[] = [
  ["offhook_live_calls", "calls"],
  ["offhook_registered_phones", "phones online"],
  ["offhook_mail_waiting", "e-mails waiting"],
  ["offhook_webhook_waiting", "webhooks waiting"],
];

/** Asks the system of this machine. @throws SystemAway */
export async function statusOf({ http, metricsToken }: Pick<Environment, "http" | "metricsToken">): Promise<Status> {
  const ask = localApi({ http });
  const readiness = await ask("/readyz");
  const { parts } = (await readiness.json()) as { readonly parts: Readonly<Record<string, boolean>> };
  const metrics = await ask("/metrics", {
    headers: metricsToken === undefined ? {} : { authorization: `Bearer ${metricsToken}` },
  });
  const figures = metrics.ok
    ? figuresIn(await metrics.text())
    : ["figures are not shown to this address: /metrics refuses"];
  return {
    isReady: readiness.ok,
    lines: [
      readiness.ok ? "ready: calls are served" : "not ready: calls can't be served",
      ...Object.entries(parts).map(([part, isUp]) => `  ${part.padEnd(18)}${isUp ? "up" : "DOWN"}`),
      ...figures.map((line) => `  ${line}`),
    ],
  };
}

/** Of the Prometheus text format; several processes have a line each. */
function figuresIn(text: string): readonly string[] {
  const lines = text.split("\n").filter((line) => !line.startsWith("#"));
  return FIGURES.flatMap(([metric, name]) => {
    const values = lines.filter((line) => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`));
    if (values.length === 0) return [];
    const sum = values.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
    return [`${name.padEnd(18)}${sum}`];
  });
}
