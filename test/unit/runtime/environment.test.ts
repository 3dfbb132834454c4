import { describe, expect, it } from "vitest";
import { parseRedisUrl } from "../../../src/redis/connection.ts";
import { EnvironmentFaulty, readEnvironment } from "../../../src/runtime/environment.ts";

const projectDir = new URL("../../..", import.meta.url).pathname;
const read = (source: Record<string, string>) => readEnvironment(source, projectDir);
const faultsOf = (source: Record<string, string>): readonly string[] => {
  try {
    read(source);
  } catch (failure) {
    if (failure instanceof EnvironmentFaulty) return failure.faults;
    throw failure;
  }
  return [];
};

describe("an empty environment", () => {
  it("gives a system that runs everything itself on the standard ports", () => {
    expect(read({})).toMatchObject({
      http: { host: "0.0.0.0", port: 8080 },
      sip: { host: "*", port: 5060 },
      rtpPorts: [20_000, 29_999],
      ...{ relay: "embedded", relayPorts: [20_000, 29_999] },
      redisUrl: "embedded",
      signalling: "embedded",
      media: "embedded",
      workers: 1,
      drainSeconds: 3600,
      logLevel: "info",
    });
  });

  it("keeps media below the data folder and takes the prompts from config/", () => {
    const { dataDir, mediaDir, promptsDir } = read({ DATA_DIR: "/srv/phone" });
    expect([dataDir, mediaDir]).toEqual(["/srv/phone", "/srv/phone/media"]);
    expect(promptsDir).toMatch(/config\/prompts$/);
  });

  it("treats a variable that is set to nothing as not set", () => {
    expect(read({ SIP_PORT: "", LOG_LEVEL: " " }).sip.port).toBe(5060);
  });
});

describe("engines that run elsewhere", () => {
  it("are named by URL, several with commas, the secret as user or as password", () => {
    expect(read({ SIGNALLING_URL: "drachtio://cymru@10.0.0.5:9023,drachtio://:s%3Aecret@[::1]" }).signalling).toEqual([
      { host: "10.0.0.5", port: 9023, secret: "cymru" },
      { host: "::1", port: 9022, secret: "s:ecret" },
    ]);
    expect(read({ MEDIA_URL: "freeswitch://ClueCon@media.example" }).media).toEqual([
      { host: "media.example", port: 8021, secret: "ClueCon" },
    ]);
  });

  it("may be an rtpengine, or none: an RTP relay of ours has ports of its own beside a FreeSWITCH", () => {
    expect(read({ RELAY_URL: "rtpengine://relay.example" }).relay).toEqual({ host: "relay.example", port: 22_222 });
    expect(read({ RELAY_URL: "off" }).relay).toBe("off");
    expect(read({ MEDIA_URL: "freeswitch://s@10.0.0.5" }).relayPorts).toEqual([30_000, 39_999]);
    expect(read({ RTP_PORTS: "20000-20999" }).relayPorts).toEqual([20_000, 20_999]);
    expect(read({ RELAY_PORTS: "21000-21999" }).relayPorts).toEqual([21_000, 21_999]);
  });

  it("have their secret in a variable of its own, with any characters, where the URL has none", () => {
    const secret = "a@b/c#d%e:f";
    const environment = read({
      SIGNALLING_URL: "drachtio://10.0.0.5,drachtio://own@10.0.0.6",
      MEDIA_URL: "freeswitch://10.0.0.5",
      REDIS_URL: "redis://10.0.0.5:6379/2",
      DRACHTIO_SECRET: secret,
      FREESWITCH_PASSWORD: secret,
      REDIS_PASSWORD: secret,
    });
    expect(environment.signalling).toMatchObject([{ secret }, { secret: "own" }]);
    expect(environment.media).toMatchObject([{ secret }]);
    expect(parseRedisUrl(environment.redisUrl)).toMatchObject({ host: "10.0.0.5", password: secret, db: 2 });
    const sentinels = read({ REDIS_URL: "redis+sentinel://pbx@a:1,b/main", REDIS_PASSWORD: secret }).redisUrl;
    expect(parseRedisUrl(sentinels)).toMatchObject({ username: "pbx", password: secret, name: "main" });
  });

  it("are not told what they would not hear of", () => {
    expect(faultsOf({ MEDIA_URL: "freeswitch://s@10.0.0.5", RTP_PORTS: "20000-20999" })).toEqual([
      "RTP_PORTS: means nothing with MEDIA_URL: it is set at FreeSWITCH",
    ]);
    const tls = { TLS_CERT: import.meta.filename, TLS_KEY: import.meta.filename, SIP_TLS_PORT: "5062" };
    expect(faultsOf({ SIGNALLING_URL: "drachtio://s@10.0.0.5", ...tls })).toHaveLength(3);
    expect(faultsOf(tls)).toEqual([]);
    // The application's own HTTPS shows the certificate, too.
    const web = { TLS_CERT: tls.TLS_CERT, TLS_KEY: tls.TLS_KEY, HTTPS_PORT: "443" };
    expect(read({ SIGNALLING_URL: "drachtio://s@10.0.0.5", ...web })).toMatchObject({
      tls: undefined,
      https: { port: 443, certificate: tls.TLS_CERT, key: tls.TLS_KEY },
    });
    expect(read(web).tls).toMatchObject({ port: 5061 });
    expect(read(tls).https).toBeUndefined();
  });

  it.each([
    { ADMIN_PASSWORD: "change-me-too" },
    { SIGNALLING_URL: "drachtio://change-me@10.0.0.5" },
    { SIGNALLING_URL: "drachtio://10.0.0.5", DRACHTIO_SECRET: "change-me" },
    { MEDIA_URL: "freeswitch://10.0.0.5", FREESWITCH_PASSWORD: "change-me" },
    { REDIS_URL: "redis://10.0.0.5", REDIS_PASSWORD: "change-me" },
  ])("are not opened by the secrets of the examples: %j", (source) => {
    expect(faultsOf(source).join("\n")).toMatch(/example's/);
  });
});

describe("a mail server", () => {
  it("is a URL, with the sender of its e-mails", () => {
    const mail = { SMTP_URL: "smtps://user:pa%40ss@mail.example", MAIL_FROM: "Offhook <pbx@example.com>" };
    expect(read(mail).mail).toEqual({ url: mail.SMTP_URL, from: mail.MAIL_FROM });
    expect(read({}).mail).toBeUndefined();
  });
});

describe("the public address of the portal", () => {
  it("is an origin, whatever slash ends it", () => {
    expect(read({ PUBLIC_URL: "https://pbx.example.com/" }).publicUrl).toBe("https://pbx.example.com");
    expect(read({}).publicUrl).toBeUndefined();
  });
});

describe("a faulty environment", () => {
  it.each([
    [{ PUBLIC_URL: "pbx.example.com" }, /^PUBLIC_URL: "pbx.example.com" is not an address like /],
    [{ PUBLIC_URL: "https://pbx.example.com/portal" }, /^PUBLIC_URL: /],
    [{ SIP_PORT: "70000" }, /^SIP_PORT: "70000" is not a whole number from 1 to 65535$/],
    [{ HTTP_PORT: "eighty" }, /^HTTP_PORT: /],
    [{ PUBLIC_ADDRESS: "pbx.example" }, /^PUBLIC_ADDRESS: "pbx.example" is not an IP address$/],
    [{ RTP_PORTS: "30000-20000" }, /^RTP_PORTS: /],
    [{ RTP_PORTS: "20000" }, /^RTP_PORTS: /],
    [{ RELAY_PORTS: "20000" }, /^RELAY_PORTS: /],
    [{ RELAY_URL: "udp://127.0.0.1:22222" }, /^RELAY_URL: /],
    [{ RELAY_URL: "off", RELAY_PORTS: "20000-20999" }, /^RELAY_PORTS: means nothing with RELAY_URL/],
    [{ REDIS_URL: "http://x" }, /^REDIS_URL: /],
    [{ SIGNALLING_URL: "drachtio://10.0.0.5:9022" }, /^SIGNALLING_URL: is not /],
    [{ SIGNALLING_URL: "drachtio://%zz@10.0.0.5:9022" }, /^SIGNALLING_URL: is not /],
    [{ MEDIA_URL: "sip://x@y" }, /^MEDIA_URL: is not /],
    [{ WORKERS: "0" }, /^WORKERS: /],
    [{ ADMIN_EMAIL: "boss" }, /^ADMIN_EMAIL: /],
    [{ ADMIN_PASSWORD: "short" }, /^ADMIN_PASSWORD: is shorter than 10 characters$/],
    [{ API_TOKEN: "short" }, /^API_TOKEN: is shorter than 16 characters$/],
    [{ RETENTION_DAYS: "records=90,mails=3" }, /^RETENTION_DAYS: "mails" is none of records, traces, messages/],
    [{ RETENTION_DAYS: "events=31" }, /^RETENTION_DAYS: "events=31" has no whole number of days from 1 to 30$/],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" },
      /^OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" is not an address/,
    ],
    [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL: "loud" is none of /],
    [{ TLS_CERT: "/nowhere/cert.pem" }, /^TLS_KEY: is missing beside TLS_CERT$/],
    [{ SIP_TLS_PORT: "5061" }, /^SIP_TLS_PORT: needs TLS_CERT and TLS_KEY$/],
    [{ OIDC_ISSUER: "http://accounts.example", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "y" }, /^OIDC_ISSUER: "http:/],
    [{ OIDC_ISSUER: "https://accounts.example", OIDC_CLIENT_ID: "x" }, /^OIDC_CLIENT_SECRET: is missing beside/],
    [{ OIDC_CLIENT_ID: "x" }, /^OIDC_CLIENT_ID: means nothing without OIDC_ISSUER$/],
    [{ HTTPS_PORT: "443" }, /^HTTPS_PORT: needs TLS_CERT and TLS_KEY$/],
    [{ CORS_ORIGINS: "https://crm.example/app" }, /^CORS_ORIGINS: "https:\/\/crm.example\/app" is no origin/],
    [{ CORS_ORIGINS: "*" }, /^CORS_ORIGINS: "\*" is no origin/],
    [{ SMTP_URL: "mail.example" }, /^SMTP_URL: /],
    [{ SMTP_URL: "smtp://mail.example" }, /^MAIL_FROM: is missing beside SMTP_URL$/],
    [{ SMTP_URL: "smtp://mail.example", MAIL_FROM: "nobody" }, /^MAIL_FROM: "nobody" is not an e-mail address/],
    [{ PROMPTS_DIR: "/nowhere/prompts" }, /^PROMPTS_DIR: "\/nowhere\/prompts" does not exist$/],
  ] as const)("%j is refused with one clear line", (source, line) => {
    const faults = faultsOf(source);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(line);
  });

  it("is told about all its faults at once", () => {
    expect(faultsOf({ SIP_PORT: "x", HTTP_PORT: "y" })).toHaveLength(2);
  });

  it("never repeats a secret in its message", () => {
    const faults = faultsOf({ API_TOKEN: "hunter2", ADMIN_PASSWORD: "hunter3", SIGNALLING_URL: "drachtio//hunter4" });
    expect(faults.join()).not.toMatch(/hunter/);
  });
});
