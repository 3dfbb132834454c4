/** What an application may send outside of dialogs. */
export const SENDABLE: ReadonlySet<string> = new Set(
  "INVITE OPTIONS REGISTER MESSAGE INFO PUBLISH SUBSCRIBE NOTIFY REFER BYE UPDATE".split(" "),
);

/** RFC 3261 §25.1 and its extensions. Others are answered 501 by the engine, outside of dialogs. */
export const KNOWN_METHODS: ReadonlySet<string> = new Set([...SENDABLE, "CANCEL", "PRACK"]);
