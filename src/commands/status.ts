import type { Environment } from "../runtime/environment.ts";
import { SwitchError } from "../vocabulary/switch-error.ts";

/** No system answers at the address that the environment names. */
class SystemAway extends SwitchError {
  readonly code = "SW_SYSTEM_AWAY";

  constructor(address: string, cause: unknown) {
    super(`no Offhook answers at ${address}; is it started, and with this HTTP_PORT?`, { cause });
  }
}

export interface Status {
  /** Calls can be served. */
  readonly isReady: boolean;
  /** Line by line what an operator looks at first. */
  readonly lines: readonly string[];
}

const ANSWER_WITHIN_MS = 3_000;
/** Figures that say at a glance how busy the system is, and what they are called. */
const FIGURES: readonly (readonly [metric: string, name: string])[] = [
  ["offhook_live_calls", "calls"],
  ["offhook_registered_phones", "phones online"],
  ["offhook_mail_waiting", "e-mails waiting"],
  ["offhook_webhook_waiting", "webhooks waiting"],
];

/** Asks the system of this machine. @throws SystemAway */
export async function statusOf({ http, metricsToken }: Pick<Environment, "http" | "metricsToken">): Promise<Status> {
  const host = http.host === "0.0.0.0" ? "127.0.0.1" : http.host === "::" ? "[::1]" : http.host;
  const address = `http://${host}:${http.port}`;
  const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${address}${path}`, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch((cause: unknown) => {
      throw new SystemAway(address, cause);
    });
  const readiness = await ask("/readyz");
  const { parts } = (await readiness.json()) as { readonly parts: Readonly<Record<string, boolean>> };
  const metrics = await ask("/metrics", metricsToken === undefined ? {} : { authorization: `Bearer ${metricsToken}` });
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
