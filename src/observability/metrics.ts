import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import packageJson from "../../package.json" with { type: "json" };

/** What the telephone system counts of itself; names follow Prometheus' conventions. */
export interface Metrics {
  /** What this process counts. */
  readonly registry: Registry;
  /** What is asked of the whole system at each scrape. */
  readonly system: Registry;
  readonly calls: Counter<"direction" | "outcome">;
  readonly liveCalls: Gauge;
  readonly postDialDelay: Histogram;
  readonly registrations: Counter<"outcome">;
  readonly messages: Counter<"outcome">;
  readonly settingChanges: Counter<"outcome">;
  readonly bans: Counter<"reason">;
  readonly activeBans: Gauge;
  readonly offences: Counter<"offence">;
  readonly logins: Counter<"outcome">;
  /** Files that phones asked for, to set themselves up. */
  readonly provisioning: Counter<"outcome">;
  /** How long the API takes to answer. */
  readonly apiLatency: Histogram<"method" | "route" | "status">;
  readonly audio: AudioMetrics;
}

/** The quality of audio streams, each measured once, when its call ends; `by` says who measured: the phone, or the media server. */
export interface AudioMetrics {
  /** Mean opinion score, 1 to 5 (ITU-T P.800.1). */
  readonly mos: Histogram<"by">;
  readonly jitter: Histogram<"by">;
  readonly packets: Counter<"by" | "outcome">;
}

/** One registry a process: several of them can live in one test. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const system = new Registry();
  new Gauge({
    name: "offhook_build_info",
    help: "1, with what runs here",
    labelNames: ["version", "node"],
    registers: [system],
  }).set({ version: packageJson.version, node: process.version }, 1);
  return {
    registry,
    system,
    calls: new Counter({
      name: "offhook_calls_total",
      help: "Calls by direction and how they ended",
      labelNames: ["direction", "outcome"],
      registers,
    }),
    liveCalls: new Gauge({ name: "offhook_live_calls", help: "Calls that are ringing or connected now", registers }),
    postDialDelay: new Histogram({
      name: "offhook_post_dial_delay_seconds",
      help: "From the INVITE to our first 18x",
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    registrations: new Counter({
      name: "offhook_registrations_total",
      help: "REGISTER requests by outcome",
      labelNames: ["outcome"],
      registers,
    }),
    messages: new Counter({
      name: "offhook_voicemail_messages_total",
      help: "Voicemail calls by outcome",
      labelNames: ["outcome"],
      registers,
    }),
    settingChanges: new Counter({
      name: "offhook_setting_changes_total",
      help: "Changes of settings by outcome",
      labelNames: ["outcome"],
      registers,
    }),
    apiLatency: new Histogram({
      name: "offhook_api_request_seconds",
      help: "From a request of the API to its answer, by route",
      labelNames: ["method", "route", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    audio: audioMetrics(registers),
    ...securityMetrics(registers),
  };
}

function audioMetrics(registers: Registry[]): AudioMetrics {
  return {
    mos: new Histogram({
      name: "offhook_audio_mos",
      help: "Mean opinion score of audio streams: above 4 nobody complains, below 3 everybody does",
      labelNames: ["by"],
      buckets: [1.5, 2, 2.5, 3, 3.3, 3.6, 3.8, 4, 4.2, 4.4],
      registers,
    }),
    jitter: new Histogram({
      name: "offhook_audio_jitter_seconds",
      help: "Jitter of audio streams",
      labelNames: ["by"],
      buckets: [0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5],
      registers,
    }),
    packets: new Counter({
      name: "offhook_audio_packets_total",
      help: "RTP packets of audio streams, received and lost on the way",
      labelNames: ["by", "outcome"],
      registers,
    }),
  };
}

function securityMetrics(
  registers: Registry[],
): Pick<Metrics, "bans" | "activeBans" | "offences" | "logins" | "provisioning"> {
  return {
    bans: new Counter({
      name: "offhook_bans_total",
      help: "Sources of SIP messages that were banned, by the offence that was one too many",
      labelNames: ["reason"],
      registers,
    }),
    activeBans: new Gauge({
      name: "offhook_active_bans",
      help: "Sources that are banned now, over all processes",
      registers,
    }),
    offences: new Counter({
      name: "offhook_security_offences_total",
      help: "Wrong SIP passwords, calls of untrusted sources, malformed messages, scanners, dropped messages (flood), files of unknown phones (provisioning)",
      labelNames: ["offence"],
      registers,
    }),
    provisioning: new Counter({
      name: "offhook_provisioning_requests_total",
      help: "Files that phones asked for to set themselves up, by outcome: given, again, phone-book, challenged, closed, absent, unknown",
      labelNames: ["outcome"],
      registers,
    }),
    logins: new Counter({
      name: "offhook_logins_total",
      help: "Log-ins to the API by outcome: right, wrong, locked",
      labelNames: ["outcome"],
      registers,
    }),
  };
}
