import type { AudioFrame, FrameHandler } from "../audio/frame-handler.ts";
import { samplesPerFrame, type SampleRate } from "../../rtp/codec.ts";
import type { RtpStream } from "../rtp/stream.ts";
import type { Ticker } from "../ticker.ts";
import type { ApplicationStack } from "./application-stack.ts";
import { createInbandDtmf } from "./inband-dtmf.ts";
import type { SessionRecordings } from "./session-recordings.ts";

/** Where the audio of a bridged channel goes, and its DTMF. */
export interface BridgedAudio {
  /** @param rate  of the samples, whatever its own is */
  relay(samples: Int16Array, rate: SampleRate): void;
}

export interface ChannelAudioParts {
  readonly stream: RtpStream;
  readonly ticker: Ticker;
  readonly applications: ApplicationStack;
  readonly recordings: SessionRecordings;
  /** The channel that this one is bridged to. */
  bridged(): BridgedAudio | undefined;
  /** The oldest DTMF digit that no application has asked for. */
  nextDigit(): string | undefined;
  onInbandDtmf(digit: string): void;
}

/** The audio of one channel, frame by frame: from the stream through the innermost application and back, recorded and bridged. */
export class ChannelAudio implements Disposable {
  readonly #parts: ChannelAudioParts;
  #frame = emptyFrame(8000);
  readonly #muted = { read: false, write: false };
  readonly #inband = createInbandDtmf();
  readonly #nextDigit: () => string | undefined;
  #ended = false;

  constructor(parts: ChannelAudioParts) {
    this.#parts = parts;
    this.#nextDigit = () => parts.nextDigit();
  }

  /** start_dtmf, stop_dtmf: whether DTMF is looked for in the audio, whatever was negotiated. */
  detectInbandDtmf(wanted: boolean): void {
    this.#inband.asked = wanted;
    this.attend();
  }

  mute(direction: "read" | "write", muted: boolean): void {
    this.#muted[direction] = muted;
  }

  /** Sends a frame to the caller, unless DTMF is being sent in its place. */
  say(samples: Int16Array, rate: SampleRate): void {
    const { stream } = this.#parts;
    if (stream.isSendingDtmf) stream.sendDtmfPacket();
    else if (this.#muted.write) stream.send(this.#current().silence, this.#frame.rate);
    else stream.send(samples, rate);
  }

  /** Takes part in the ticks while there is something to hear or say, and not otherwise. */
  attend(): void {
    const { applications, recordings, stream, ticker } = this.#parts;
    const busy =
      applications.hasHandler ||
      this.#inband.asked === true ||
      recordings.size > 0 ||
      this.#parts.bridged() !== undefined ||
      stream.isSendingDtmf;
    if (busy && !this.#ended) {
      ticker.add(this.#tick);
      return;
    }
    ticker.remove(this.#tick);
    stream.listen(false);
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    this.#parts.ticker.remove(this.#tick);
  }

  /** One frame of 20 ms: hear, handle, say, record. */
  readonly #tick = (): void => {
    const { stream, applications, recordings } = this.#parts;
    if (!stream.isReady) return; // what is said before there are keys would be lost
    const running = applications.innermost;
    const handler = running?.handler;
    const heard = this.#hear(handler?.listens === true);
    stream.deliverTo(this.#muted.read ? silenced(handler?.receive) : handler?.receive);

    const { rate, said } = this.#frame;
    const frame: AudioFrame = { rate, heard, said, speaks: false, nextDigit: this.#nextDigit };
    const over = handler?.handle(frame) === true;
    if (heard !== undefined && handler === undefined) this.#parts.bridged()?.relay(heard, rate);
    if (frame.speaks) this.say(said, rate);
    else if (stream.isSendingDtmf) stream.sendDtmfPacket();
    if (recordings.size > 0) recordings.write(rate, heard, frame.speaks ? said : undefined);
    if (over) running?.endHandler("over");
    if (handler === undefined) this.attend();
  };

  /** The arrays of this frame, at the rate of the codec that is agreed on now. */
  #current(): FrameArrays {
    const { rate } = this.#parts.stream;
    if (this.#frame.rate !== rate) this.#frame = emptyFrame(rate);
    return this.#frame;
  }

  /** What the caller said in this frame, if anything is to listen to it. */
  #hear(isHandled: boolean): Int16Array | undefined {
    const { stream, recordings } = this.#parts;
    const inband = this.#inband.isWanted(stream.agreement);
    const listens = inband || isHandled || recordings.size > 0 || this.#parts.bridged() !== undefined;
    stream.listen(listens);
    const frame = this.#current();
    const heard = listens && stream.pull(frame.heard) !== "nothing" ? frame.heard : undefined;
    if (inband && heard !== undefined)
      for (const digit of this.#inband.detect(heard, frame.rate)) this.#parts.onInbandDtmf(digit);
    if (this.#muted.read) heard?.fill(0);
    return heard;
  }
}

interface FrameArrays {
  readonly rate: SampleRate;
  readonly heard: Int16Array;
  readonly said: Int16Array;
  readonly silence: Int16Array;
}

function emptyFrame(rate: SampleRate): FrameArrays {
  const samples = samplesPerFrame(rate);
  return {
    rate,
    heard: new Int16Array(samples),
    said: new Int16Array(samples),
    silence: new Int16Array(samples),
  };
}

/** What a muted caller says is so much silence. */
function silenced(receive: FrameHandler["receive"]): FrameHandler["receive"] {
  return receive && ((audio) => receive({ ...audio, samples: new Int16Array(audio.samples.length) }));
}
