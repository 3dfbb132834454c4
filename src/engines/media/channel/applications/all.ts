import type { Application } from "../application.ts";
import { answer, echo, event, hangup, park, sendDtmf, setMute, sleep, startDtmf, stopDtmf } from "./calls.ts";
import { conference } from "./conference.ts";
import { playAndGetDigits } from "./play-and-get-digits.ts";
import { endlessPlayback, playback } from "./playback.ts";
import { recordSession, stopRecordSession } from "./record-session.ts";
import { record } from "./record.ts";
import { say, speak } from "./say.ts";
import { exportVariable, multiset, set, unset } from "./settings.ts";

/** Every application by name. One that is not here ends the call with DESTINATION_OUT_OF_ORDER, as in FreeSWITCH. */
export const APPLICATIONS: ReadonlyMap<string, Application> = new Map([
  ["answer", answer],
  ["conference", conference],
  ["echo", echo],
  ["endless_playback", endlessPlayback],
  ["event", event],
  ["export", exportVariable],
  ["hangup", hangup],
  ["multiset", multiset],
  ["park", park],
  ["play_and_get_digits", playAndGetDigits],
  ["playback", playback],
  ["record", record],
  ["record_session", recordSession],
  ["say", say],
  ["send_dtmf", sendDtmf],
  ["set", set],
  ["set_mute", setMute],
  ["sleep", sleep],
  ["speak", speak],
  ["start_dtmf", startDtmf],
  ["stop_dtmf", stopDtmf],
  ["stop_record_session", stopRecordSession],
  ["unset", unset],
]);
