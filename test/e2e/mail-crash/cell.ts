import type { RedisAddress } from "../../../src/engines/redis/address.ts";

/** Where a message stands when something dies: each is the moment before its next step. */
export const POINTS = [
  /** It was spoken, and is not finished on the disk. */
  "spoken",
  /** It is finished on the disk, and not in Redis. */
  "on-disk",
  /** It is listed and has to be mailed; no queue has it. */
  "listed",
  /** It is in the queue. */
  "queued",
  /** The attempt is noted, and the mail server wasn't asked. */
  "attempted",
  /** The mail server has all of DATA, and has not answered. */
  "data",
  /** 250, which isn't noted. */
  "answered",
  /** The acceptance is noted; what its owner wants done then isn't done. */
  "recorded",
  /** All is done, and the queue doesn't know. */
  "acted",
  /** The phone wasn't told. */
  "lamp",
] as const;
export type Point = (typeof POINTS)[number];

/** What an application process of a test is to do. */
export interface Order {
  readonly redis: RedisAddress;
  readonly prefix: string;
  readonly mediaDir: string;
  readonly smtpUrl: string;
  readonly user: string;
  /** It takes a message; otherwise it finds what another has left. */
  readonly leaves: boolean;
  readonly holdAt?: Point;
  /** Its clock is so much ahead: a recording that is never finished is taken over after four minutes. */
  readonly laterMs: number;
}

export type Report = { readonly at: Point | "running" } | { readonly lamp: string };
