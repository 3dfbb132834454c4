import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parser } from "@prometheus-io/lezer-promql";
import type { MetricObject } from "prom-client";
import { describe, expect, it } from "vitest";
import { countEngines } from "../../../src/observability/engine-counts.ts";
import { createMetrics } from "../../../src/observability/metrics.ts";
import { watchSystem } from "../../../src/observability/system-gauges.ts";

const projectDir = new URL("../../..", import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(projectDir, path), "utf8");
/** The YAML reader that the API's documentation brings along. */
const { parse } = createRequire(createRequire(import.meta.url).resolve("@fastify/swagger"))("yaml") as {
  readonly parse: (text: string) => unknown;
};

interface Expression {
  readonly where: string;
  readonly text: string;
}
interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}
const dashboard = JSON.parse(read("docker/monitoring/grafana-dashboard.json")) as { readonly panels: readonly Panel[] };
const rules = (
  parse(read("docker/monitoring/alerts.yml")) as {
    readonly groups: readonly {
      readonly rules: readonly {
        readonly alert: string;
        readonly expr: string;
        readonly labels: Readonly<Record<string, string>>;
        readonly annotations: Readonly<Record<string, string>>;
      }[];
    }[];
  }
).groups.flatMap((group) => group.rules);

const shown: readonly Expression[] = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ where: title, text: expr })),
);
const watched: readonly Expression[] = rules.map(({ alert, expr }) => ({ where: alert, text: expr }));

/** What a scrape can say: metrics of a process and of the whole system, as `src/scrape.ts` puts them together. */
async function exposed(): Promise<ReadonlyMap<string, MetricObject & { readonly labels: ReadonlySet<string> }>> {
  const metrics = createMetrics();
  const none = () => Promise.resolve(0);
  watchSystem(
    metrics,
    {
      registeredPhones: none,
      redisAnswerMs: none,
      waitingMails: none,
      waitingDeliveries: () => Promise.resolve([]),
      trunks: () => Promise.resolve([]),
      restarts: () => ({}),
    },
    (counting) => counting,
  );
  countEngines(metrics, {});
  const all = await Promise.all([metrics.registry, metrics.system].map((each) => each.getMetricsAsJSON()));
  // Labels of each metric: prom-client tells them only by the metric itself.
  const labelsOf = (name: string): readonly string[] =>
    [metrics.registry, metrics.system].flatMap((each) => {
      const metric = each.getSingleMetric(name) as { readonly labelNames?: readonly string[] } | undefined;
      return metric?.labelNames ?? [];
    });
  return new Map(
    all.flat().map((metric) => [metric.name, { ...metric, labels: new Set([...labelsOf(metric.name), "process"]) }]),
  );
}

/** Names of metrics in a PromQL expression, each with the labels that it is asked by; a fault in the grammar is thrown. */
function metricsOf({ where, text }: Expression): { readonly name: string; readonly labels: readonly string[] }[] {
  const found: { name: string; labels: string[] }[] = [];
  parser.parse(text).iterate({
    enter({ name, from, to }) {
      if (name === "⚠") throw new Error(`${where}: PromQL is broken at ${from}: ${text}`);
      if (name === "Identifier" && !text.slice(to).startsWith("("))
        found.push({ name: text.slice(from, to), labels: [] });
      if (name === "LabelName" && found.length > 0 && text[to] === "=") found.at(-1)?.labels.push(text.slice(from, to));
    },
  });
  return found;
}

/** A histogram's lines have names of their own. */
const baseName = (name: string): string =>
  name === "offhook_engine_count" ? name : name.replace(/_(?:bucket|count|sum)$/, "");

/** What Prometheus itself says of what it scrapes, and labels that it adds. */
const OF_PROMETHEUS = ["up"];

describe.each([
  ["Grafana's dashboard", shown],
  ["the alert rules", watched],
])("%s", (_, expressions) => {
  it("asks only for metrics that a scrape tells, by labels that they have", async () => {
    const metrics = await exposed();
    expect(expressions.length).toBeGreaterThan(10);
    for (const expression of expressions) {
      const asked = metricsOf(expression);
      expect(asked, expression.where).not.toEqual([]);
      for (const { name, labels } of asked) {
        if (OF_PROMETHEUS.includes(name)) continue;
        const metric = metrics.get(name) ?? metrics.get(baseName(name));
        expect(metric, `${expression.where}: ${name}`).toBeDefined();
        for (const label of labels)
          expect([...(metric?.labels ?? [])], `${expression.where}: ${name}`).toContain(label);
      }
    }
  });
});

it("Grafana's dashboard shows every metric of Offhook's own", async () => {
  const asked = new Set(shown.flatMap(metricsOf).map(({ name }) => baseName(name)));
  const own = [...(await exposed()).keys()].filter((name) => name.startsWith("offhook_"));
  expect(own.filter((name) => !asked.has(name))).toEqual([]);
});

it("the README explains every metric of Offhook's own", async () => {
  const readme = read("README.md");
  const own = [...(await exposed()).keys()].filter((name) => name.startsWith("offhook_"));
  expect(own.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

it("no two panels of Grafana's dashboard lie on each other, and each says what it shows", () => {
  const cells = new Set<string>();
  for (const { title, description, gridPos, targets } of dashboard.panels) {
    if (targets !== undefined) expect(description, title).toBeTruthy();
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(x, title).toBeLessThan(24);
        expect(cells.has(`${x},${y}`), `${title} at ${x},${y}`).toBe(false);
        cells.add(`${x},${y}`);
      }
  }
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});

it("each alert says how urgent it is, what people notice and where to look", () => {
  for (const { alert, labels, annotations } of rules) {
    expect(labels["severity"], alert).toMatch(/^(?:page|ticket)$/);
    expect(annotations["summary"], alert).toBeTruthy();
    expect(annotations["description"], alert).toBeTruthy();
  }
});

it("each alert has a row in the README that says what to do", () => {
  const told = [...read("README.md").matchAll(/^\| `(?<alert>[A-Z][A-Za-z]+)` +\| .+ \| .+ \|$/gm)];
  const alerts = told.flatMap(({ groups }) => groups?.["alert"] ?? []);
  expect(alerts).toEqual(expect.arrayContaining(rules.map(({ alert }) => alert)));
});

it("a metric that is not there, and a broken expression, would be found", async () => {
  expect(metricsOf({ where: "", text: 'sum(rate(offhook_no_such{a="b"}[5m]))' })).toEqual([
    { name: "offhook_no_such", labels: ["a"] },
  ]);
  expect((await exposed()).has("offhook_no_such")).toBe(false);
  expect(() => metricsOf({ where: "", text: "sum(rate(offhook_live_calls[5m])" })).toThrow("PromQL is broken");
});
