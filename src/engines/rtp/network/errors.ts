import { SwitchError } from "../../../vocabulary/switch-error.ts";

/** All even ports of the range are in use. */
export class NoMediaPort extends SwitchError {
  readonly code = "SW_NO_MEDIA_PORT";
  constructor(first: number, last: number) {
    super(`no free media port from ${first} to ${last}`);
  }
}
