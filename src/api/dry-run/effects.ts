import { times } from "../../billing/money.ts";
import { auditedChanges } from "../../settings/audit.ts";
import type { Rehearsal, Settings } from "../../settings/settings.ts";
import type { ApiParts } from "../parts.ts";
import { endTrial, isTrial, without, type DryRun } from "./dry-run.ts";

/** What only reads, by its name in the parts. Everything else that can be called has an effect, until it is listed here. */
const READS: { readonly [Part in keyof ApiParts]?: readonly string[] } = {
  bans: ["list", "allowed"],
  browserPhones: [],
  erasures: [],
  limits: ["usage"],
  mailboxes: [
    ...["listMessages", "newCounts", "failedMails", "message", "audioOf", "listDeleted", "deleted"],
    ...["greetings.pathOf", "greetings.read", "pins.lockedUntil", "pins.locked"],
  ],
  receptionGreetings: ["pathOf", "read"],
  events: [],
  webhooks: ["recent", "waiting"],
  calls: ["list"],
  callControl: ["participants"],
  accountMails: [],
  provisioning: ["makers", "list", "read", "sharedAddress"],
  settings: [
    ...[
      "audit",
      "undoOrder",
      "catchUp",
      "onChange",
      "rehearse",
      "rehearseTenant",
      "rehearseImport",
      "sessions.read",
      "sessions.list",
      "sessions.live",
    ],
    ...["tokenUse.lastUsedAtMs", "tokenUse.note", "secondFactors.read", "accountLinks.read"],
    ...["get", "mget", "exists", "ttl", "hget", "hmget", "hgetall", "hlen", "scard", "smembers", "sismember"].map(
      inRedis,
    ),
    ...["zcard", "zscore", "zrange", "zrangebyscore", "zrevrange", "xrange", "xrevrange", "xlen", "llen"].map(inRedis),
  ],
};

function inRedis(command: string): string {
  return `redis.${command}`;
}

/** Their values and methods are no effects of the parts themselves. */
const PLAIN: ReadonlySet<string> = new Set(["settings.snapshot", "settings.kinds"]);

/**
 * The parts of the API for handlers whose requests may be only tried: there, the first call that would have an effect ends the
 * handler instead. A change of settings is worked out and checked first, and told.
 */
export function rehearsable(parts: ApiParts): ApiParts {
  const { settings } = parts;
  const guarded = Object.entries(READS).map(([name, reads]) => {
    const part = parts[name as keyof ApiParts] as object | undefined;
    return [name, part === undefined ? part : guard(part, name, new Set(reads))] as const;
  });
  const { settings: readable, ...others } = Object.fromEntries(guarded) as unknown as ApiParts;
  return { ...parts, ...others, settings: withRehearsals(settings, readable) };
}

function guard<Part extends object>(part: Part, path: string, reads: ReadonlySet<string>): Part {
  const [, ...below] = path.split(".");
  const made = new Map<string, { readonly of: unknown; readonly guarded: unknown }>();
  return new Proxy(part, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof name === "symbol" || PLAIN.has(`${path}.${name}`)) return value;
      if (typeof value !== "function" && (typeof value !== "object" || value === null)) return value;
      const known = made.get(name);
      if (known?.of === value) return known.guarded;
      const place = [...below, name].join(".");
      const guarded =
        typeof value === "function"
          ? guardedCall(target, value as Call, reads.has(place))
          : guard(value, `${path}.${name}`, reads);
      made.set(name, { of: value, guarded });
      return guarded;
    },
  });
}

type Call = (...args: readonly unknown[]) => unknown;

function guardedCall(target: object, call: Call, isRead: boolean): Call {
  return (...args) => {
    if (!isRead && isTrial()) return endTrial(without("action"));
    return call.apply(target, args as unknown[]);
  };
}

function withRehearsals(settings: Settings, readable: Settings): Settings {
  const change: Settings["change"] = async (tenant, actor, edit) => {
    if (!isTrial()) return settings.change(tenant, actor, edit);
    const rehearsal = await settings.rehearse(tenant, actor, edit);
    // Nothing would be written: the handler goes on, as it would.
    if (rehearsal.changes.length === 0 && rehearsal.notes.length === 0) return rehearsal.result;
    return endTrial(toldOf(settings, rehearsal));
  };
  const addTenant: Settings["addTenant"] = async (tenant, actor, admin) => {
    if (!isTrial()) return settings.addTenant(tenant, actor, admin);
    return endTrial(toldOf(settings, await settings.rehearseTenant(tenant, actor, admin)));
  };
  const importTenant: Settings["importTenant"] = async (records, actor) => {
    if (!isTrial()) return settings.importTenant(records, actor);
    return endTrial(toldOf(settings, await settings.rehearseImport(records, actor)));
  };
  const tried = new Map<string | symbol, unknown>(Object.entries({ change, addTenant, importTenant }));
  return new Proxy(readable, {
    get: (target, name) => tried.get(name) ?? (Reflect.get(target, name) as unknown),
  });
}

function toldOf({ kinds }: Settings, { changes, notes, seats }: Rehearsal): DryRun {
  const { before, after, seatPrice } = seats;
  const cost = { monthlyBefore: times(before, seatPrice), monthlyAfter: times(after, seatPrice) };
  return {
    ...{ dryRun: true, effect: "settings", changes: [...auditedChanges(changes, kinds), ...notes] },
    seats: before === after ? null : { before, after, seatPrice: { ...seatPrice }, ...cost },
  };
}
