import { FRAME_MS } from "../../ticker.ts";
import type { Application, Outcome, Execution } from "../application.ts";
import type { AudioFrame, FrameHandler } from "../../audio/frame-handler.ts";
import { playFiles } from "./play-files.ts";

/** `min max tries timeout terminators file invalidFile varName regexp digitTimeout` */
interface Question {
  readonly min: number;
  readonly max: number;
  readonly tries: number;
  /** For the first digit, from the end of the prompt. */
  readonly timeoutMs: number;
  readonly terminators: string;
  readonly prompt: string;
  readonly invalidPrompt: string;
  readonly variable: string;
  readonly pattern: string;
  /** For each further digit. */
  readonly digitTimeoutMs: number;
}

/** What FreeSWITCH has room for. */
const MAX_DIGITS = 127;
const MAX_TRIES = 100;

/** Plays a prompt, which the first DTMF digit stops, and collects digits until enough, a terminator or a time-out; again after bad input. */
export const playAndGetDigits: Application = async (run): Promise<Outcome> => {
  const question = parseQuestion(run.argument);
  const { variables } = run.channel;
  variables.set("read_terminator_used", undefined);
  variables.set(`${question.variable}_invalid`, undefined);
  const matches = matcher(question.pattern);

  for (let tries = question.tries; tries > 0; tries--) {
    variables.set("read_result", undefined);
    variables.set(question.variable, undefined);
    const answer = await ask(run, question);
    if (answer.kind === "hangup") return {};
    if (answer.kind === "terminated" && answer.digits === "" && question.min === 0) {
      variables.set("read_result", "success");
      return {};
    }
    const enough = answer.digits.length >= Math.max(1, question.min);
    if (answer.kind !== "no-prompt" && enough) {
      if (matches(answer.digits)) {
        variables.set(question.variable, answer.digits);
        variables.set("read_result", "success");
        return {};
      }
      variables.set(`${question.variable}_invalid`, answer.digits);
    }
    if ((await playFiles(run, question.invalidPrompt)) === "hangup") return {};
  }
  variables.set("read_result", "failure");
  return {};
};

interface Answer {
  readonly kind: "complete" | "terminated" | "timeout" | "no-prompt" | "hangup";
  readonly digits: string;
}

async function ask(run: Execution, question: Question): Promise<Answer> {
  let digits = "";
  let terminatorUsed: string | undefined;
  /** True when the answer is complete. */
  const take = (digit: string): boolean => {
    if (question.terminators.includes(digit)) {
      terminatorUsed = digit;
      run.channel.variables.set("read_terminator_used", digit);
      return true;
    }
    digits += digit;
    return digits.length >= question.max;
  };
  const answered = (): Answer | undefined => {
    if (terminatorUsed !== undefined) return { kind: "terminated", digits };
    return digits.length >= question.max ? { kind: "complete", digits } : undefined;
  };

  if (question.prompt !== "" && question.prompt !== "silence") {
    const played = await playFiles(run, question.prompt, {
      onDigit: (digit) => {
        take(digit);
        return true; // any digit stops the prompt
      },
    });
    if (played === "hangup") return { kind: "hangup", digits };
    if (played === "not-found") return { kind: "no-prompt", digits };
  }
  const atOnce = answered();
  if (atOnce !== undefined) return atOnce;

  const ending = await run.handleFrames(collecting(take, question, digits !== ""));
  if (ending === "hangup") return { kind: "hangup", digits };
  return answered() ?? { kind: "timeout", digits };
}

function collecting(take: (digit: string) => boolean, question: Question, begun: boolean): FrameHandler {
  const frames = (ms: number): number => Math.max(1, Math.ceil(ms / FRAME_MS));
  let left = frames(begun ? question.digitTimeoutMs : question.timeoutMs);
  return {
    listens: false,
    handle(frame: AudioFrame) {
      for (let digit = frame.nextDigit(); digit !== undefined; digit = frame.nextDigit()) {
        if (take(digit)) return true;
        left = frames(question.digitTimeoutMs);
      }
      return --left <= 0;
    },
  };
}

function parseQuestion(argument: string): Question {
  const words = argument.split(" ").filter((word) => word !== "");
  const number = (index: number, otherwise: number): number => {
    const word = words[index] ?? "";
    return /^\d{1,9}$/.test(word) ? Number(word) : otherwise;
  };
  const min = Math.min(MAX_DIGITS, number(0, 0));
  const timeoutMs = number(3, 1000);
  return {
    min,
    max: Math.min(MAX_DIGITS, Math.max(1, min, number(1, 0))),
    tries: Math.min(MAX_TRIES, number(2, 0)),
    timeoutMs,
    terminators: words[4] ?? "",
    prompt: words[5] ?? "",
    invalidPrompt: words[6] ?? "",
    variable: words[7] ?? "",
    pattern: words[8] ?? "",
    digitTimeoutMs: number(9, 0) || timeoutMs,
  };
}

/** A pattern that is no regular expression matches nothing, as a wrong one in FreeSWITCH. */
function matcher(pattern: string): (digits: string) => boolean {
  if (pattern === "") return () => true;
  try {
    const expression = new RegExp(pattern);
    return (digits) => expression.test(digits);
  } catch {
    return () => false;
  }
}
