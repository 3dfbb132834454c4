import { connect, isIPv6, type Socket } from "node:net";
import type { Clock } from "../runtime/clock.ts";
import { MediaServerUnfit } from "./errors.ts";

/** Where a media server's event socket is. */
export interface MediaServerAddress {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

/** drachtio-fsmrf's own name for the SIP profile that it invites. */
// oxlint-disable-next-line offhook/no-header-regexp -- a line of `sofia status`, which is no header
const PROFILE = /^\s*drachtio_mrf\s.*sip:mod_sofia@(?:\d{1,3}\.){3}\d{1,3}:\d+/m;
const PROBE_WITHIN_MS = 2_000;
const LEAST_VERSION = [1, 10] as const;
/** `sofia status` of a server with many profiles stays far below. */
const MOST_BYTES = 256 * 1024;

/** The questions, one after the other: the SIP profile, the version, the configuration of the profile. */
const QUESTIONS = ["sofia status", "version", "xml_locate configuration configuration name sofia.conf"] as const;

/** What the server has answered so far, one text a question. */
type Answers = readonly string[];

/** What the conversation with an event socket has come to. Pure. */
export type ProbeStep =
  | { readonly kind: "more" }
  | { readonly kind: "send"; readonly text: string; readonly consumed: number; readonly answers: Answers }
  /** It serves; the warnings say what will trouble calls all the same, each a line. */
  | { readonly kind: "fit"; readonly warnings: readonly string[] }
  | { readonly kind: "unfit"; readonly problem: string };

/**
 * Whether drachtio-fsmrf may be let loose on this server. It must not meet a wrong password (it would try for ever),
 * nor a server without its profile (it would throw where no caller can catch).
 */
export function stepProbe(received: string, secret: string, answers: Answers = []): ProbeStep {
  const end = received.indexOf("\n\n");
  if (end === -1) return received.length > MOST_BYTES ? unfit("not an event socket") : { kind: "more" };
  const head = received.slice(0, end);
  const consumed = end + 2;
  if (/^Content-Type: auth\/request$/m.test(head))
    return { kind: "send", text: `auth ${secret}\n\n`, consumed, answers };
  if (/^Content-Type: text\/rude-rejection/m.test(head)) return unfit("refuses connections from our address");
  if (/^Content-Type: command\/reply$/m.test(head)) {
    if (!/^Reply-Text: \+OK/m.test(head)) return unfit("refuses the password");
    return ask(answers, consumed);
  }
  const length = Number(/^Content-Length: (\d{1,7})$/m.exec(head)?.[1] ?? NaN);
  if (!/^Content-Type: api\/response$/m.test(head) || Number.isNaN(length)) return unfit("not an event socket");
  const body = Buffer.from(received.slice(consumed), "utf8");
  if (body.length < length) return { kind: "more" };
  const answer = body.toString("utf8", 0, length);
  if (answers.length === 0 && !PROFILE.test(answer)) return unfit("has no SIP profile drachtio_mrf");
  return ask([...answers, answer], consumed + answer.length);
}

/** The next question; after the last one, what the answers say. */
function ask(answers: Answers, consumed: number): ProbeStep {
  const question = QUESTIONS[answers.length];
  if (question !== undefined) return { kind: "send", text: `api ${question}\n\n`, consumed, answers };
  const [, version = "", configuration = ""] = answers;
  return { kind: "fit", warnings: [...versionWarnings(version), ...timerWarnings(configuration)] };
}

/** FreeSWITCH before 1.10 answers some of our commands otherwise. Our own engine, which has no version, is always of our age. */
function versionWarnings(answer: string): readonly string[] {
  const { major, minor } = /FreeSWITCH Version (?<major>\d{1,3})\.(?<minor>\d{1,3})/.exec(answer)?.groups ?? {};
  if (major === undefined || minor === undefined) return [];
  const isOld =
    Number(major) < LEAST_VERSION[0] || (Number(major) === LEAST_VERSION[0] && Number(minor) < LEAST_VERSION[1]);
  return isOld ? [`FreeSWITCH ${major}.${minor} is older than ${LEAST_VERSION.join(".")}, the least that serves`] : [];
}

/**
 * FreeSWITCH has no RTP timer unless one is set: then its reads wait for the caller's RTP, up to 5 s where none comes
 * (muted, held, behind a firewall), and our commands behind them. Configurations that it doesn't show are taken as right.
 */
function timerWarnings(configuration: string): readonly string[] {
  const profile = /<profile name="drachtio_mrf"[\s\S]*?<\/profile>/.exec(configuration)?.[0];
  if (profile === undefined) return [];
  const timer = /<param name="rtp-timer-name" value="(?<timer>[^"]*)"/.exec(profile)?.groups?.["timer"] ?? "";
  if (timer !== "" && timer !== "none") return [];
  return [
    'the profile drachtio_mrf has no rtp-timer-name: set it to "soft", or silent callers block voicemail and conferences',
  ];
}

function unfit(problem: string): ProbeStep {
  return { kind: "unfit", problem };
}

/** Talks to the server for a moment, and gives its warnings. Rejects with MediaServerUnfit, or with why it can't be reached. */
export function probe(server: MediaServerAddress, clock: Clock): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: server.host, port: server.port, family: isIPv6(server.host) ? 6 : 0 });
    const alarm = clock.arm(PROBE_WITHIN_MS, () => finish(new MediaServerUnfit("says nothing")));
    let received = "";
    let answers: Answers = [];
    const finish = (outcome: Error | readonly string[]): void => {
      alarm.disarm();
      socket.destroy();
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    socket.setNoDelay(true).setEncoding("utf8");
    socket.on("error", finish);
    socket.on("close", () => finish(new MediaServerUnfit("closed the connection")));
    socket.on("data", (chunk) => {
      received += String(chunk);
      const step = stepProbe(received, server.secret, answers);
      switch (step.kind) {
        case "more":
          return;
        case "send":
          received = received.slice(step.consumed);
          answers = step.answers;
          socket.write(step.text);
          return;
        case "fit":
          finish(step.warnings);
          return;
        case "unfit":
          finish(new MediaServerUnfit(step.problem));
          return;
      }
    });
  });
}
