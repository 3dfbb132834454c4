/** What the owner of a mailbox wants done with a message once its e-mail has been accepted. */
export type AfterEmail = "keep-new" | "mark-heard" | "delete";

/**
 * What became of the e-mail that announces a message: queued → sent or failed. Only "sent" says that a mail server has
 * taken it (2xx to DATA), and only then is anything done to the message.
 */
export type Delivery =
  | { readonly state: "off"; readonly because?: OffReason }
  /** `reason`: why the last attempt came to nothing. */
  | {
      readonly state: "queued";
      readonly attempts: number;
      readonly reason?: string;
      /** The addresses that still lack it; absent: all of them. */
      readonly remaining?: readonly string[];
    }
  | ({ readonly state: "sent" } & Accepted)
  | { readonly state: "failed"; readonly attempts: number; readonly reason: string };

/** The acceptance, as it is noted. */
export interface Accepted {
  readonly attempts: number;
  /** ISO 8601, UTC. */
  readonly sentAt: string;
  readonly action: AfterEmail;
  /** What the mail server said of recipients who didn't get it. */
  readonly reason?: string;
}

export type OffReason =
  /** SMTP_URL isn't set. */
  | "no-mail-server"
  /** The owner wants no e-mail. */
  | "not-wanted"
  | "no-address"
  /** Listed again after Redis lost its data. */
  | "restored";
