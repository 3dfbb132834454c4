import { NO_COMMON_CODEC, type MediaWarning } from "../sdp/media-offer.ts";
import { SwitchError } from "../vocabulary/switch-error.ts";

/** No media server can be reached, or each has as many endpoints as it may have: the call gets 503. */
export class MediaServersAway extends SwitchError {
  readonly code = "SW_MEDIA_AWAY";
  constructor(options?: ErrorOptions) {
    super("no media server is up", options);
  }
}

/** The media server took a command and didn't finish it in time. */
export class MediaServerSilent extends SwitchError {
  readonly code = "SW_MEDIA_SILENT";
  readonly command: string;
  constructor(command: string, options?: ErrorOptions) {
    super(`media server did not finish ${command} in time`, options);
    this.command = command;
  }
}

/** The media server refused the session: 488 when it shares no codec with the caller. */
export class MediaRefused extends SwitchError {
  readonly code = "SW_MEDIA_REFUSED";
  readonly status: number;
  /** Of a session description that no media server can take (488): what about it (RFC 3261 §20.43). */
  readonly warning: MediaWarning | undefined;
  constructor(status: number, options?: ErrorOptions & { readonly warning?: MediaWarning }) {
    super(`media server answered ${status}`, options);
    this.status = status;
    this.warning = options?.warning ?? (status === 488 ? NO_COMMON_CODEC : undefined);
  }
}

/** A prompt or a recording isn't where the media server looks for it. */
export class AudioMissing extends SwitchError {
  readonly code = "SW_AUDIO_MISSING";
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super("audio file not found by the media server", options);
    this.path = path;
  }
}

/** What listens at the address is no media server for us: wrong password, or no profile for drachtio-fsmrf. */
export class MediaServerUnfit extends SwitchError {
  readonly code = "SW_MEDIA_UNFIT";
}
