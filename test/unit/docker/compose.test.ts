import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { VARIABLES, readEnvironment } from "../../../src/runtime/environment.ts";

interface Service {
  readonly image: string;
  readonly build?: { readonly target: string };
  readonly user?: string;
  readonly network_mode: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly stop_grace_period?: string;
  readonly tmpfs?: readonly string[];
  readonly volumes: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly logging?: { readonly options: Readonly<Record<string, string>> };
}

const projectDir = new URL("../../..", import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(projectDir, path), "utf8");
/** The YAML reader that the API's documentation brings along. */
const { parse } = createRequire(createRequire(import.meta.url).resolve("@fastify/swagger"))("yaml") as {
  readonly parse: (text: string, options: object) => unknown;
};
const compose = parse(read("docker-compose.yml"), { merge: true }) as { services: Record<string, Service> };
const service = (name: string): Service => {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};
const NAMES = Object.keys(compose.services);
const RUNNING = NAMES.filter((name) => name !== "prepare");
const dockerfile = read("docker/Dockerfile");
const freeswitch = read("docker/freeswitch/freeswitch.xml");
const param = (name: string): string | undefined =>
  new RegExp(`<param name="${name}" value="([^"]*)"`).exec(freeswitch)?.[1];

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "offhook-docker-"));
  folders.push(folder);
  return folder;
}

/** What a service gets of an .env file; `:?` variables must be there. */
function environmentOf(name: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const { environment = {}, env_file: files = [] } = service(name);
  const own = Object.entries(environment).map(([key, value]) => [
    key,
    value.replace(/\$\{(\w+)(?::([-?+])([^}]*))?\}/g, (_, variable: string, how: string | undefined, word: string) => {
      const set = env[variable];
      if (set !== undefined && set !== "") return how === "+" ? word : set;
      if (how === "?") throw new Error(`${variable}: ${word}`);
      return how === "-" ? word : "";
    }),
  ]);
  return { ...(files.length > 0 ? env : {}), ...(Object.fromEntries(own) as Record<string, string>) };
}

const SECRETS = { DRACHTIO_SECRET: "d@r/a#c%h", FREESWITCH_PASSWORD: "f@s/w#1%2", REDIS_PASSWORD: "r@d/i#s%x" };

describe("the compose set", () => {
  it("runs images of exact versions, new enough to serve", () => {
    for (const name of NAMES.filter((name) => service(name).build === undefined))
      expect(service(name).image, name).toMatch(/:\d+\.\d+\.\d+[\w.-]*$/);
    for (const [, image] of dockerfile.matchAll(/^FROM (\S+:\S+)/gm)) expect(image).toMatch(/:\d+\.\d+\.\d+-/);
    const [, major, minor, patch] = /:(\d+)\.(\d+)\.(\d+)$/.exec(service("drachtio").image) ?? [];
    expect([major, minor, patch].map(Number)).toEqual([0, 9, 10]);
  });

  it("gives every variable to whom it concerns", () => {
    const env = Object.fromEntries(VARIABLES.map(({ name }) => [name, `value-of-${name}`]));
    const application = environmentOf("offhook", env);
    const drachtio = environmentOf("drachtio", env);
    const media = environmentOf("freeswitch", env);
    const elsewhere = new Map<string, readonly Record<string, string>[]>([
      ["TLS_CERT", [drachtio]],
      ["TLS_KEY", [drachtio]],
      ["SIP_TLS_PORT", [drachtio]],
      ["SIP_WS_PORT", [drachtio]],
      ["SIP_WSS_PORT", [drachtio]],
      ["RTP_PORTS", [media]],
      ["SIP_HOST", [application, drachtio]],
      ["SIP_PORT", [application, drachtio]],
      ["LOG_LEVEL", [application, drachtio]],
      ["PUBLIC_ADDRESS", [application, drachtio, media]],
      ["DRACHTIO_SECRET", [application, drachtio]],
      ["FREESWITCH_PASSWORD", [application, media]],
      ["REDIS_PASSWORD", [application, environmentOf("redis", env)]],
    ]);
    const fixed = ["DATA_DIR", "MEDIA_DIR", "PROMPTS_DIR", "REDIS_URL", "SIGNALLING_URL", "MEDIA_URL"];
    for (const { name } of VARIABLES.filter(({ name }) => !fixed.includes(name)))
      for (const given of elsewhere.get(name) ?? [application]) expect(given[name], name).toBe(`value-of-${name}`);
  });

  it("gives the application an environment that it takes, with any secret", () => {
    const env = { ...SECRETS, ADMIN_EMAIL: "boss@example.com", TLS_CERT: "/etc/c.pem", RTP_PORTS: "20000-20999" };
    const environment = readEnvironment(
      { ...environmentOf("offhook", env), PROMPTS_DIR: "config/prompts" },
      projectDir,
    );
    expect(environment).toMatchObject({
      signalling: [{ host: "127.0.0.1", port: 9022, secret: SECRETS.DRACHTIO_SECRET }],
      media: [{ host: "127.0.0.1", port: 8021, secret: SECRETS.FREESWITCH_PASSWORD }],
      redisUrl: `redis://:${encodeURIComponent(SECRETS.REDIS_PASSWORD)}@127.0.0.1:6379`,
      adminEmail: "boss@example.com",
      tls: undefined,
    });
  });

  it("shows people the certificate of drachtio-server where they come by HTTPS", () => {
    const env = { ...SECRETS, TLS_CERT: "/etc/c.pem", TLS_KEY: "/etc/k.pem", HTTPS_PORT: "8443" };
    const { TLS_CERT: certificate = "", TLS_KEY: key = "", HTTPS_PORT: port } = environmentOf("offhook", env);
    expect(port).toBe("8443");
    for (const [path, variable] of [
      [certificate, "TLS_CERT"],
      [key, "TLS_KEY"],
    ])
      expect(service("offhook").volumes).toContain(`\${${variable}:-/dev/null}:${path}:ro`);
  });

  it.each(Object.keys(SECRETS))("doesn't come up without %s", (name) => {
    const env = { ...SECRETS, [name]: "" };
    expect(() => NAMES.map((service) => environmentOf(service, env))).toThrow("run docker/make-env.sh");
  });

  it("has one port and one secret on both sides of each connection", () => {
    const { SIGNALLING_URL, MEDIA_URL, REDIS_URL } = environmentOf("offhook", SECRETS);
    expect(read("docker/drachtio/drachtio.conf.xml")).toContain(
      `<admin port="${new URL(SIGNALLING_URL!).port}">127.0.0.1<`,
    );
    expect(param("listen-port")).toBe(new URL(MEDIA_URL!).port);
    expect(param("listen-ip")).toBe("127.0.0.1");
    expect(param("password")).toBe("$${event_socket_password}");
    expect(freeswitch).toContain('data="event_socket_password=$FREESWITCH_PASSWORD"');
    expect(read("docker/redis/start.sh")).toContain(`port \${REDIS_PORT:-${new URL(REDIS_URL!).port}}`);
    const health = (name: string): string => service(name).healthcheck.test?.join(" ") ?? "";
    expect(health("drachtio")).toContain(`/${new URL(SIGNALLING_URL!).port}`);
    expect(health("freeswitch")).toContain(`/${new URL(MEDIA_URL!).port}`);
    expect(health("redis")).toContain(`-p ${new URL(REDIS_URL!).port}`);
  });

  it("shows recordings and prompts to FreeSWITCH and the application under the same paths", () => {
    const { MEDIA_DIR, PROMPTS_DIR } = environmentOf("offhook", SECRETS);
    expect(service("offhook").volumes).toContain(`media:${MEDIA_DIR}`);
    expect(service("freeswitch").volumes).toContain(`media:${MEDIA_DIR}`);
    expect(service("freeswitch").volumes).toContain(`./config/prompts:${PROMPTS_DIR}:ro`);
    expect(dockerfile).toContain("WORKDIR /offhook\n");
    expect(dockerfile).toContain("COPY config/prompts config/prompts\n");
    expect(dockerfile).toContain("COPY config/phones config/phones\n");
  });

  it("writes and reads recordings as one user, whom the volume is given to before either starts", () => {
    const node = 1000; // the user of the node images
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(service("offhook").user).toBeUndefined();
    expect(service("freeswitch").user).toBe(`${node}:${node}`);
    expect(service("freeswitch").tmpfs?.[0]).toContain(`uid=${node}`);
    const prepare = service("prepare");
    expect([prepare.user, prepare.network_mode]).toEqual(["0:0", "none"]);
    expect(prepare.command).toContain(`${node}:${node}`);
    expect(prepare.volumes).toEqual(["media:/data/media"]);
    for (const name of ["freeswitch", "offhook"])
      expect(service(name).depends_on?.["prepare"]?.condition, name).toBe("service_completed_successfully");
  });

  it("is watched, ordered by health, bounded in its logs, and on the host's network", () => {
    for (const name of RUNNING) {
      const { healthcheck, logging, network_mode: network } = service(name);
      expect(network, name).toBe("host");
      expect(logging?.options["max-size"], name).toMatch(/^\d+m$/);
      expect(logging?.options["max-file"], name).toMatch(/^\d+$/);
      if (name !== "offhook") expect(healthcheck.test, name).toBeDefined();
    }
    expect(dockerfile).toContain(
      'HEALTHCHECK --interval=10s --timeout=4s --start-period=60s CMD ["node", "docker/ready.mjs"]',
    );
    expect(read("docker/ready.mjs")).toContain("/readyz");
    for (const part of ["redis", "drachtio", "freeswitch"])
      expect(service("offhook").depends_on?.[part]?.condition).toBe("service_healthy");
  });

  it("gives the application as long to end as its calls may take", () => {
    const { drainSeconds } = readEnvironment({}, projectDir);
    const grace = /^(\d+)m$/.exec(service("offhook").stop_grace_period ?? "")?.[1];
    expect(Number(grace) * 60).toBeGreaterThan(drainSeconds);
  });

  it("mounts only files that are there", () => {
    const mounted = NAMES.flatMap((name) => service(name).volumes).flatMap(
      (volume) => /^\.\/([^:]+):/.exec(volume)?.[1] ?? [],
    );
    expect(mounted.length).toBeGreaterThan(4);
    for (const path of mounted) expect(existsSync(join(projectDir, path)), path).toBe(true);
    for (const [, path] of dockerfile.matchAll(/^COPY (?!--from)(\S+)/gm)) {
      expect(existsSync(join(projectDir, path!)), path).toBe(true);
      expect(read(".dockerignore")).toMatch(new RegExp(`^!${path!}$`, "m"));
    }
  });
});

describe("FreeSWITCH of the compose set", () => {
  it("has an RTP timer, offers no SRTP, and serves only this machine", () => {
    expect(param("rtp-timer-name")).toBe("soft");
    expect(param("ext-sip-ip")).toBe(param("sip-ip")); // shown to the application alone, and where FreeSWITCH listens
    expect(freeswitch).toContain('<X-PRE-PROCESS cmd="set" data="rtp_secure_media=forbidden" />');
    expect(param("apply-inbound-acl")).toBe("loopback.auto"); // the event socket's comes first
    expect(freeswitch).toContain('<param name="apply-inbound-acl" value="this-machine" />');
    expect(freeswitch).toContain(String.raw`expression="^(127\.0\.0\.1:\d+)$"`);
  });
});

/** Runs a start script with a stand-in for the server, which tells its arguments and what it finds in its environment. */
function started(
  script: string,
  env: Readonly<Record<string, string>>,
): { readonly said: string; readonly status: number | null } {
  const folder = temporaryFolder();
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const name of ["drachtio", "freeswitch", "redis-server"]) {
    writeFileSync(join(bin, name), '#!/bin/sh\nfor word in "$@"; do echo "$word"; done\nenv\n[ -t 0 ] || cat\n');
    chmodSync(join(bin, name), 0o755);
  }
  const { stdout, stderr, status } = spawnSync("/bin/sh", [join(projectDir, script)], {
    env: {
      PATH: `${bin}:${process.env["PATH"] ?? ""}`,
      FREESWITCH_SCRATCH: join(folder, "scratch"),
      REDIS_ENTRYPOINT: "",
      ...env,
    },
    input: "",
    encoding: "utf8",
  });
  return { said: stdout + stderr, status };
}

describe("the start of a server of the compose set", () => {
  it("tells drachtio-server where to listen and what to show to peers outside", () => {
    const { said } = started("docker/drachtio/start.sh", {
      DRACHTIO_SECRET: "d@r/a#c%h",
      SIP_PORT: "5070",
      PUBLIC_ADDRESS: "203.0.113.9",
      TLS_CERT: "/etc/cert.pem",
      TLS_KEY: "/etc/key.pem",
    });
    expect(said).toContain(
      "--contact\nsip:*:5070;transport=udp,tcp\n--external-ip\n203.0.113.9\n--local-net\n127.0.0.0/8,",
    );
    expect(said).toContain("--contact\nsips:*:5061;transport=tls\n");
    expect(said).toContain(
      "--cert-file\n/run/tls/cert.pem\n--chain-file\n/run/tls/cert.pem\n--key-file\n/run/tls/key.pem\n",
    );
    expect(said.match(/--external-ip/g)).toHaveLength(2);
    expect(said).toContain("--loglevel\nnotice\n");
    expect(said).toContain("DRACHTIO_SECRET=d@r/a#c%h\n");
    const plain = started("docker/drachtio/start.sh", {
      DRACHTIO_SECRET: "x",
      SIP_HOST: "2001:db8::1",
      LOG_LEVEL: "trace",
    });
    expect(plain.said).toContain("--loglevel\ninfo\n--contact\nsip:[2001:db8::1]:5060;transport=udp,tcp\n");
    expect(plain.said).not.toMatch(/external-ip|sips:/);
  });

  it("tells FreeSWITCH its ports and its public address", () => {
    const env = { FREESWITCH_PASSWORD: "f@s/w#1%2", RTP_PORTS: "30000-30999" };
    const inside = started("docker/freeswitch/start.sh", { ...env, PUBLIC_ADDRESS: "" }).said;
    expect(inside).toContain("-nonat\n");
    expect(inside).toMatch(/^RTP_FIRST=30000$/m);
    expect(inside).toMatch(/^RTP_LAST=30999$/m);
    expect(inside).toMatch(/^SIP_ADDRESS=127\.0\.0\.1$/m);
    expect(inside).not.toMatch(/^PUBLIC_ADDRESS=/m);
    const behindNat = started("docker/freeswitch/start.sh", { ...env, PUBLIC_ADDRESS: "203.0.113.9" }).said;
    expect(behindNat).toMatch(/^SIP_ADDRESS=auto$/m);
    expect(behindNat).toMatch(/^PUBLIC_ADDRESS=203\.0\.113\.9$/m);
  });

  it("tells Redis its password by no command line", () => {
    const { said } = started("docker/redis/start.sh", { REDIS_PASSWORD: "r@d/i#s%x" });
    expect(said.split("\n")[0]).toBe("-");
    expect(said).toContain('requirepass "r@d/i#s%x"\n');
    expect(said.slice(0, said.indexOf("PATH="))).not.toContain("--requirepass");
  });

  it.each([
    ["docker/drachtio/start.sh", { DRACHTIO_SECRET: "" }, /DRACHTIO_SECRET is not set/],
    ["docker/drachtio/start.sh", { DRACHTIO_SECRET: "change-me" }, /the example's/],
    ["docker/drachtio/start.sh", { DRACHTIO_SECRET: "x", TLS_CERT: "/c" }, /TLS_KEY is missing beside TLS_CERT/],
    [
      "docker/drachtio/start.sh",
      { DRACHTIO_SECRET: "x", SIP_TLS_PORT: "5061" },
      /SIP_TLS_PORT needs TLS_CERT and TLS_KEY/,
    ],
    ["docker/drachtio/start.sh", { DRACHTIO_SECRET: "x", LOG_LEVEL: "loud" }, /LOG_LEVEL: "loud" is none of/],
    ["docker/freeswitch/start.sh", {}, /FREESWITCH_PASSWORD is not set/],
    ["docker/freeswitch/start.sh", { FREESWITCH_PASSWORD: "change-me" }, /the example's/],
    ["docker/freeswitch/start.sh", { FREESWITCH_PASSWORD: 'a"b<c' }, /may hold letters, digits/],
    [
      "docker/freeswitch/start.sh",
      { FREESWITCH_PASSWORD: "x", RTP_PORTS: "20000" },
      /RTP_PORTS: "20000" is not a range/,
    ],
    ["docker/freeswitch/start.sh", { FREESWITCH_PASSWORD: "x", RTP_PORTS: "3-x" }, /RTP_PORTS: "3-x" is not a range/],
    ["docker/redis/start.sh", { REDIS_PASSWORD: "change-me" }, /the example's/],
    ["docker/redis/start.sh", { REDIS_PASSWORD: 'a"b' }, /may hold letters, digits/],
  ])("is refused with one line by %s for %j", (script, env, line) => {
    const { said, status } = started(script, env);
    expect(status).toBe(1);
    expect(said).toMatch(line);
    expect(said.trim().split("\n")).toHaveLength(1);
  });
});

describe("a fresh install", () => {
  function installed(env?: string): { readonly text: string; readonly mode: number } {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "docker"));
    copyFileSync(join(projectDir, "docker/make-env.sh"), join(folder, "docker/make-env.sh"));
    copyFileSync(join(projectDir, ".env.example"), join(folder, ".env.example"));
    if (env !== undefined) writeFileSync(join(folder, ".env"), env);
    execFileSync("/bin/sh", [join(folder, "docker/make-env.sh")]);
    return { text: readFileSync(join(folder, ".env"), "utf8"), mode: statSync(join(folder, ".env")).mode & 0o777 };
  }
  const valueOf = (text: string, name: string): string | undefined =>
    [...text.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].map(([, value]) => value).at(-1);

  it("makes its own secrets, for no other user's eyes", () => {
    const [one, other] = [installed(), installed()];
    expect(one.mode).toBe(0o600);
    const names = [...Object.keys(SECRETS), "ADMIN_PASSWORD"];
    for (const name of names) {
      expect(valueOf(one.text, name), name).toMatch(/^[0-9a-f]{48}$/);
      expect(valueOf(other.text, name)).not.toBe(valueOf(one.text, name));
    }
    expect(new Set(names.map((name) => valueOf(one.text, name))).size).toBe(names.length);
  });

  it("keeps what is in .env but for the secrets of the examples", () => {
    const { text, mode } = installed(
      "SIP_PORT=5070\nDRACHTIO_SECRET=mine@/#%\nFREESWITCH_PASSWORD=change-me\nADMIN_PASSWORD=change-me-too\n",
    );
    expect(valueOf(text, "SIP_PORT")).toBe("5070");
    expect(valueOf(text, "DRACHTIO_SECRET")).toBe("mine@/#%");
    expect(valueOf(text, "FREESWITCH_PASSWORD")).toMatch(/^[0-9a-f]{48}$/);
    expect(text).not.toContain("change-me");
    expect(mode).toBe(0o600);
  });
});
