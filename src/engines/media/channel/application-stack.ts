import { randomUUID } from "node:crypto";
import type { FrameHandler, HandlerEnd } from "../audio/frame-handler.ts";
import type { MediaLogger } from "../logger.ts";
import type { ApplicationChannel, Outcome } from "./application.ts";
import { APPLICATIONS } from "./applications/all.ts";
import { finish, forgetWaiting, hangUp, IDLE, innermost, startNext, submit, type Command } from "./schedule.ts";
import { expand } from "./variables.ts";

/** An application that runs, and its part that takes the channel's frames now. */
class RunningApplication {
  /** Set when it is through while something still runs inside of it: it is told as soon as that is through too. */
  outcome: Outcome | undefined;
  #handler: FrameHandler | undefined;
  #resolve: ((end: HandlerEnd) => void) | undefined;

  get handler(): FrameHandler | undefined {
    return this.#handler;
  }

  handleFrames(handler: FrameHandler): Promise<HandlerEnd> {
    this.#handler = handler;
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  /** Its frame handler takes no more frames. */
  endHandler(end: HandlerEnd): void {
    const resolve = this.#resolve;
    this.#handler = undefined;
    this.#resolve = undefined;
    resolve?.(end);
  }
}

export interface ApplicationStackUser {
  readonly channel: ApplicationChannel;
  readonly logger: MediaLogger;
  onStarted(command: Command): void;
  onComplete(command: Command, outcome: Outcome): void;
  /** An application that this server doesn't have. */
  onUnknown(): void;
  /** A frame handler begins. */
  onHandler(): void;
  /** Nothing runs any more. */
  onIdle(): void;
}

/** The applications of one channel, each inside the one before: only the innermost takes frames. */
export class ApplicationStack {
  readonly #user: ApplicationStackUser;
  readonly #running = new Map<Command, RunningApplication>();
  #schedule = IDLE;

  constructor(user: ApplicationStackUser) {
    this.#user = user;
  }

  get hungUp(): boolean {
    return this.#schedule.hungUp;
  }

  get isEmpty(): boolean {
    return this.#running.size === 0;
  }

  get hasHandler(): boolean {
    for (const running of this.#running.values()) if (running.handler !== undefined) return true;
    return false;
  }

  get innermost(): RunningApplication | undefined {
    const command = innermost(this.#schedule);
    return command === undefined ? undefined : this.#running.get(command);
  }

  /**
   * Takes a command. It starts, inside whatever runs, as soon as its sender has been answered.
   * @returns false when the channel is gone, or has too much to do
   */
  submit(command: Command): boolean {
    const schedule = submit(this.#schedule, command);
    if (schedule === undefined) return false;
    this.#schedule = schedule;
    queueMicrotask(() => this.#startWaiting());
    return true;
  }

  /** What the innermost application does ends as if it were through; `all`: what waits is forgotten. */
  breakOff(all: boolean): void {
    if (all) this.#schedule = forgetWaiting(this.#schedule);
    this.innermost?.endHandler("break");
  }

  /** All that runs ends, from the inside out. */
  breakAll(): void {
    this.#endAll("break");
  }

  /** Nothing starts any more. */
  close(): void {
    this.#schedule = hangUp(this.#schedule);
  }

  /** All that runs learns that the call is over, from the inside out. */
  hangUpAll(): void {
    this.#endAll("hangup");
  }

  #endAll(end: HandlerEnd): void {
    for (const running of [...this.#running.values()].reverse()) running.endHandler(end);
  }

  #startWaiting(): void {
    for (;;) {
      const [schedule, command] = startNext(this.#schedule);
      if (command === undefined) return;
      this.#schedule = schedule;
      this.#execute(command);
    }
  }

  #execute(given: Command): void {
    const { channel, logger } = this.#user;
    const command = { ...given, argument: expand(given.argument, channel.variables) };
    this.#schedule = { ...this.#schedule, running: this.#schedule.running.with(-1, command) };
    const application = APPLICATIONS.get(command.application);
    if (application === undefined) {
      this.#schedule = finish(this.#schedule, command);
      this.#user.onUnknown();
      return;
    }
    const running = new RunningApplication();
    this.#running.set(command, running);
    this.#user.onStarted(command);
    const result = application({
      argument: command.argument,
      channel,
      handleFrames: (handler) => this.#handleFrames(running, handler),
    });
    if (!(result instanceof Promise)) {
      this.#complete(command, result);
      return;
    }
    result.then(
      (outcome) => this.#complete(command, outcome),
      (failure: unknown) => {
        logger.error({ event: "application.failed", channel: channel.uuid, failure }, "application failed");
        this.#complete(command, {});
      },
    );
  }

  #handleFrames(running: RunningApplication, handler: FrameHandler): Promise<HandlerEnd> {
    if (this.hungUp) return Promise.resolve("hangup");
    const end = running.handleFrames(handler);
    this.#user.onHandler();
    return end;
  }

  /** An application is through. It is told when nothing runs inside of it any more, so that inner ones are told first. */
  #complete(command: Command, outcome: Outcome): void {
    const running = this.#running.get(command);
    if (running === undefined) return;
    running.outcome = outcome;
    for (let last = innermost(this.#schedule); last !== undefined; last = innermost(this.#schedule)) {
      const through = this.#running.get(last)?.outcome;
      if (through === undefined) break;
      this.#schedule = finish(this.#schedule, last);
      this.#running.delete(last);
      this.#user.onComplete(last, through);
    }
    if (!this.isEmpty) return;
    this.#user.onIdle();
    if (!this.hungUp) this.#startWaiting();
  }
}

/** A command of the channel's own, not of an application's owner. */
export const ownCommand = (application: string, argument = ""): Command => ({
  uuid: randomUUID(),
  application,
  argument,
});
