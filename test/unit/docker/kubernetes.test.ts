import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEnvironment, VARIABLES } from "../../../src/runtime/environment.ts";

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef: { readonly name: string; readonly key: string; readonly optional?: true };
  };
}
interface Probe {
  readonly exec?: { readonly command: readonly string[] };
  readonly httpGet?: { readonly path: string; readonly port: string };
}
interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly Variable[];
  readonly envFrom?: readonly { readonly secretRef: { readonly name: string } }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext: { readonly runAsUser?: number; readonly allowPrivilegeEscalation: boolean };
  readonly resources: { readonly requests: object; readonly limits: object };
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
}
interface Pod {
  readonly hostNetwork: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: { readonly fsGroup: number };
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}
interface StatefulSet {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly serviceName: string;
    readonly selector: { readonly matchLabels: object };
    readonly template: { readonly metadata: { readonly labels: object }; readonly spec: Pod };
    readonly volumeClaimTemplates: readonly { readonly metadata: { readonly name: string } }[];
  };
}
interface Service {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly selector: object; readonly ports: readonly { readonly targetPort: string }[] };
}
interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly environment?: Readonly<Record<string, string>>;
        readonly healthcheck: { readonly test?: readonly string[] };
      }
    >
  >;
}

const projectDir = new URL("../../..", import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(projectDir, path), "utf8");
/** The YAML reader that the API's documentation brings along. */
const yaml = createRequire(createRequire(import.meta.url).resolve("@fastify/swagger"))("yaml") as {
  readonly parse: (text: string, options?: object) => unknown;
  readonly parseAllDocuments: (text: string) => { toJS(): unknown; readonly errors: readonly unknown[] }[];
};
const compose = yaml.parse(read("docker-compose.yml"), { merge: true }) as Compose;
const { version } = JSON.parse(read("package.json")) as { readonly version: string };

function manifests(file: string): { readonly set: StatefulSet; readonly service: Service; readonly pod: Pod } {
  const documents = yaml.parseAllDocuments(read(`docker/kubernetes/${file}`));
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  const [set, service] = documents.map((document) => document.toJS()) as [StatefulSet, Service];
  expect([set.kind, service.kind]).toEqual(["StatefulSet", "Service"]);
  return { set, service, pod: set.spec.template.spec };
}

const FILES = ["set.yaml", "embedded.yaml"];
const container = (name: string): Container => {
  const found = manifests("set.yaml").pod.containers.find((each) => each.name === name);
  if (found === undefined) throw new Error(`the set has no container ${name}`);
  return found;
};
const ENGINES = ["redis", "drachtio", "freeswitch"];

/** What a container gets where the secret is made of this .env. */
function environmentOf({ env = [], envFrom = [] }: Container, secret: Readonly<Record<string, string>>) {
  const own = env.flatMap(({ name, value, valueFrom }): [string, string][] => {
    const text = value ?? secret[valueFrom?.secretKeyRef.key ?? ""];
    return text === undefined ? [] : [[name, text]];
  });
  return { ...(envFrom.length > 0 ? secret : {}), ...(Object.fromEntries(own) as Record<string, string>) };
}

describe.each(FILES)("the manifests for Kubernetes, %s", (file) => {
  it("mount only volumes that there are, find their pod and ports, and ask the health that the application tells", () => {
    const { set, service, pod } = manifests(file);
    const claims = set.spec.volumeClaimTemplates.map(({ metadata }) => metadata.name);
    const volumes = [...claims, ...pod.volumes.map(({ name }) => name)];
    const mounted = [...(pod.initContainers ?? []), ...pod.containers].flatMap(({ volumeMounts }) => volumeMounts);
    expect(new Set(mounted.map(({ name }) => name))).toEqual(new Set(volumes));
    expect(set.spec.selector.matchLabels).toEqual(set.spec.template.metadata.labels);
    expect(service.spec.selector).toEqual(set.spec.template.metadata.labels);
    expect(set.spec.serviceName).toBe(service.metadata.name);
    const application = pod.containers.find(({ name }) => name === "offhook");
    const ports = application?.ports?.map(({ name }) => name) ?? [];
    for (const { targetPort } of service.spec.ports) expect(ports).toContain(targetPort);
    for (const probe of [application?.startupProbe, application?.livenessProbe, application?.readinessProbe])
      expect(ports).toContain(probe?.httpGet?.port);
    const health = read("src/api/routes/health.ts");
    for (const path of [application?.livenessProbe?.httpGet?.path, application?.readinessProbe?.httpGet?.path])
      expect(health).toContain(`"${path}"`);
  });

  it("run as the user of recordings, without privileges, on the host's network, as long as calls go on", () => {
    const { pod } = manifests(file);
    expect([pod.hostNetwork, pod.securityContext.fsGroup]).toEqual([true, 1_000]);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(readEnvironment({}, projectDir).drainSeconds);
    for (const { name, securityContext, resources, image } of [...(pod.initContainers ?? []), ...pod.containers]) {
      expect(securityContext.allowPrivilegeEscalation, name).toBe(false);
      if (name !== "drachtio") expect(securityContext.runAsUser, name).toBe(1_000);
      expect(Object.keys(resources), name).toEqual(["requests", "limits"]);
      expect(image, name).toMatch(/:\d+\.\d+\.\d+/);
      if (image.startsWith("offhook")) expect(image).toContain(`:${version}`);
    }
  });

  it("name only variables that there are, and give the application an environment that it takes", () => {
    const { pod } = manifests(file);
    const known = new Set([...VARIABLES.map(({ name }) => name), "REDISCLI_AUTH", "REDIS_ENTRYPOINT"]);
    for (const { name, env = [] } of pod.containers)
      expect(
        env.map((each) => each.name).filter((each) => !known.has(each)),
        name,
      ).toEqual([]);
    const application = pod.containers.find(({ name }) => name === "offhook")!;
    const secret = { REDIS_PASSWORD: "r@d", DRACHTIO_SECRET: "d@r", FREESWITCH_PASSWORD: "f@s", SIP_PORT: "5062" };
    const own = file === "set.yaml" ? { ...secret, RTP_PORTS: "20000-20999" } : { SIP_PORT: "5062" };
    const given = { ...environmentOf(application, own), PROMPTS_DIR: "config/prompts" };
    expect(readEnvironment(given, projectDir)).toMatchObject({ dataDir: "/data", mediaDir: "/data/media" });
  });
});

describe("the set for Kubernetes", () => {
  it("is that of docker compose: images, checks of health, and what each engine is told", () => {
    for (const name of ENGINES) {
      const { image, environment = {}, healthcheck } = compose.services[name]!;
      const its = container(name);
      expect(its.image).toBe(image);
      const [how, ...command] = healthcheck.test ?? [];
      const expected = how === "CMD-SHELL" ? ["/bin/sh", "-c", ...command] : command;
      const unescaped = expected.map((word) => word.replaceAll("$$", "$"));
      for (const probe of [its.startupProbe, its.livenessProbe]) expect(probe?.exec?.command, name).toEqual(unescaped);
      const variables = its.env?.map((each) => each.name).filter((each) => each !== "REDIS_ENTRYPOINT");
      expect(new Set(variables), name).toEqual(new Set(Object.keys(environment)));
    }
    const { environment = {} } = compose.services["offhook"]!;
    const own = environmentOf(container("offhook"), {});
    for (const [name, value] of Object.entries(environment))
      if (!name.startsWith("TLS_")) expect(own[name], name).toBe(value);
  });

  it("gives each engine the files that it starts with, and secrets that docker/make-env.sh makes", () => {
    const kustomization = yaml.parse(read("docker/kustomization.yaml")) as {
      readonly resources: readonly string[];
      readonly configMapGenerator: readonly { readonly name: string; readonly files: readonly string[] }[];
    };
    for (const resource of kustomization.resources) expect(existsSync(join(projectDir, "docker", resource))).toBe(true);
    const [map] = kustomization.configMapGenerator;
    const files = new Map(map?.files.map((each) => each.split("=") as [string, string]));
    for (const path of files.values()) expect(existsSync(join(projectDir, "docker", path)), path).toBe(true);
    const engines = manifests("set.yaml").pod.volumes.find(({ name }) => name === "engines");
    expect(engines?.configMap?.name).toBe(map?.name);
    const used = ENGINES.flatMap((name) => container(name).volumeMounts.flatMap(({ subPath }) => subPath ?? []));
    expect(new Set(used)).toEqual(new Set(files.keys()));
    const made = /for name in (?<names>[A-Z_ ]+);/.exec(read("docker/make-env.sh"))?.groups?.["names"]?.split(" ");
    const needed = ENGINES.flatMap((name) => container(name).env ?? []).flatMap(({ valueFrom }) =>
      valueFrom === undefined || valueFrom.secretKeyRef.optional === true ? [] : [valueFrom.secretKeyRef.key],
    );
    expect(made).toEqual(expect.arrayContaining(needed));
  });

  it("shows recordings and prompts to FreeSWITCH and the application under the same paths", () => {
    const own = environmentOf(container("offhook"), {});
    const pathOf = (name: string, volume: string): string | undefined =>
      container(name).volumeMounts.find((mount) => mount.name === volume)?.mountPath;
    expect([pathOf("offhook", "media"), pathOf("freeswitch", "media")]).toEqual([own["MEDIA_DIR"], own["MEDIA_DIR"]]);
    expect(pathOf("freeswitch", "prompts")).toBe(own["PROMPTS_DIR"]);
  });
});
