import { SwitchError } from "../vocabulary/switch-error.ts";

/** The Redis address in the configuration can't be read. It isn't repeated: it may hold a password. */
export class RedisUrlInvalid extends SwitchError {
  readonly code = "SW_REDIS_URL_INVALID";

  constructor() {
    super("not redis://, rediss://, redis+sentinel://host:port,host:port/master or unix:/path");
  }
}
