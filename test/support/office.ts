import { resolve } from "node:path";
import { pino } from "pino";
import { startCalls, type Calls } from "../../src/calls/calls.ts";
import { DialogJournal } from "../../src/dialog-journal/dialog-journal.ts";
import { EmergencyCallbacks } from "../../src/calls/capacity/emergency-callbacks.ts";
import { RoundRobin } from "../../src/calls/route/round-robin.ts";
import { Leases } from "../../src/redis/lease.ts";
import { Limits } from "../../src/limits/limits.ts";
import { ConcurrencyLimit } from "../../src/redis/concurrency-limit.ts";
import { callKeys, limitKeys, trunkKeys } from "../../src/redis/keys.ts";
import { TrunkAccounts } from "../../src/trunks/trunk-accounts.ts";
import { TrunkStates } from "../../src/trunks/states.ts";
import { createEventBus, type EventBus } from "../../src/events/bus.ts";
import type { SwitchEvent } from "../../src/events/event.ts";
import { startRelayEngine } from "../../src/engines/relay/engine.ts";
import { NgRelay } from "../../src/media/relay/ng-relay.ts";
import type { Relay } from "../../src/media/relay/relay-port.ts";
import { MediaServers } from "../../src/media/media-servers.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import type { Authenticator } from "../../src/registrar/authentication.ts";
import type { Binding, BindingDirectory } from "../../src/registrar/binding.ts";
import { createSrf } from "../../src/srf/create-srf.ts";
import type { Srf } from "../../src/srf/srf.ts";
import { PhoneStates } from "../../src/presence/phone-states.ts";
import type { PushGateway } from "../../src/push/push-gateway.ts";
import { Waker } from "../../src/push/waker.ts";
import { defined } from "../../src/runtime/defined.ts";
import { receptionistGreetings, type ReceptionistGreetings } from "../../src/receptionist/greetings.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { Scope } from "../../src/runtime/scope.ts";
import { handleCalls } from "../../src/signalling/request-handlers.ts";
import { makeDeviceCredentials } from "../../src/settings/secrets.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { parseE164, type E164 } from "../../src/vocabulary/e164.ts";
import { parseExtension } from "../../src/vocabulary/extension.ts";
import type { DeviceId, SipUsername, TenantId, UserId } from "../../src/vocabulary/identifiers.ts";
import { MailboxStore } from "../../src/voicemail/mailboxes.ts";
import { testRedis, testSettings } from "./redis.ts";
import { portsForSound } from "./free-ports.ts";
import { tempFolder } from "./temp-folder.ts";
import { eventually } from "./eventually.ts";
import { signallingAt, startEngines, type Engines } from "./office-engines.ts";
import { Phone } from "./phone.ts";
import { RtpPeer } from "./rtp-peer.ts";
import { SimulatedTime } from "./simulated-time.ts";

const IDLE_WITHIN_MS = 80_000;
const CHALLENGE = 'Digest realm="test", nonce="test"';
const system = { kind: "system", id: null, name: "test" } as const;

/** A person of the test's company. */
export interface Person {
  readonly id: UserId;
  readonly number: E164;
  readonly extension: string;
  readonly devices: { readonly id: DeviceId; readonly username: SipUsername }[];
}

/** A whole pbx for calls on the embedded engines, or on those that SIGNALLING_URL and MEDIA_URL name. */
export interface Office extends AsyncDisposable {
  /** SIP over UDP on 127.0.0.1. */
  readonly port: number;
  readonly tenant: TenantId;
  readonly settings: Settings;
  readonly mailboxes: MailboxStore;
  readonly greetings: ReceptionistGreetings;
  readonly calls: Calls;
  readonly media: MediaServers;
  readonly phones: PhoneStates;
  readonly events: SwitchEvent[];
  /** The events that its parts have logged. */
  readonly log: readonly string[];
  readonly srf: Srf;
  readonly bus: EventBus;
  readonly directory: BindingDirectory;
  readonly authenticator: Authenticator;
  readonly network: ReturnType<typeof networkOf>;
  /** All engines of the PBX's own hold nothing any more. */
  idle(): Promise<void>;
  person(extension: string, number: string, devices?: number): Promise<Person>;
  /** A device of this person is where this phone is, from now on. */
  registers(person: Person, phone: Phone, device?: number, over?: Partial<Binding>): void;
  unregisterAll(): void;
  /** Ends with the PBX. */
  phone(address?: string): Promise<Phone>;
  /** The ear and mouth of a telephone. */
  ear(): Promise<RtpPeer>;
  /** The time of everything in it; it passes by itself. */
  readonly clock: SimulatedTime;
  /** What people take their time for. */
  pause(forMs: number): Promise<void>;
  /** Looks until `expectation` throws nothing any more. */
  until<Value>(expectation: () => Value | Promise<Value>, withinMs?: number): Promise<Value>;
  /** The engines of the PBX's own; undefined where others are used. */
  readonly engines: Pick<Engines, "signalling" | "mediaEngine">;
  /** Undefined where there is none. */
  readonly relay: OfficeRelay | undefined;
  /** The signalling engine dies and comes back at the same ports. */
  restartSignalling(): Promise<void>;
}

export interface OfficeOptions {
  /** Is asked to wake phones up. */
  readonly pushGateway?: PushGateway;
  readonly concurrentCalls?: number;
  /** false: prompts are not found and so left out, where a test is not about what is heard. */
  readonly speaks?: boolean;
  /** true: an RTP relay stands between parties that need one. */
  readonly relays?: boolean;
}

export async function openOffice({
  concurrentCalls = 100,
  speaks = false,
  pushGateway,
  relays = false,
}: OfficeOptions = {}): Promise<Office> {
  const scope = new Scope();
  const log: string[] = [];
  const logger = pino(
    { level: process.env["TEST_LOG"] ?? "info" },
    {
      write(line) {
        log.push((JSON.parse(line) as { event?: string }).event ?? "");
        if (process.env["TEST_LOG"] !== undefined) process.stdout.write(line);
      },
    },
  );
  const clock = scope.own(new SimulatedTime());
  const redis = scope.own(await testRedis());
  const settings = scope.own(await clock.hold(testSettings(redis, { clock })));
  clock.fenceWith(() => settings.redis.ping());
  const folder = scope.own(await tempFolder("offhook-calls-"));
  const { tenantId: tenant } = await settings.ensureFirstTenant({
    tenant: { name: "Test", country: "FR", timeZone: "Europe/Paris", language: "fr" },
    admin: { name: "Admin", email: "admin@example.com", extension: parseExtension("9000")!, role: "admin" },
    passwordHash: "x".repeat(40),
  });
  const published: SwitchEvent[] = [];
  const events = createEventBus({
    onFault: (fault) => {
      throw fault;
    },
  });
  events.onAny((event) => void published.push(event));
  const mailboxes = scope.own(
    new MailboxStore({ redis: settings.redis, mediaDir: folder.path, clock, events, logger }),
  );
  const greetings = receptionistGreetings(folder.path);
  const phones = scope.own(new PhoneStates({ redis: settings.redis, events, clock, logger }));
  const engines = await startEngines(scope, logger, clock);
  const srf = createSrf();
  const connected = new Promise<string>((resolve) => srf.on("connect", (_failure, hostPort) => resolve(hostPort)));
  srf.on("error", () => undefined);
  srf.connect(engines.control);
  scope.defer(() => {
    try {
      srf.disconnect();
    } catch {
      // it throws where the connection is gone already: an engine that was restarted ends before
    }
  });
  const port = Number(/udp\/127\.0\.0\.1:(\d+)/.exec(await connected)?.[1]);
  const media = scope.own(
    new MediaServers({
      servers: [engines.eventSocket],
      srf,
      listenAddress: "127.0.0.1",
      promptsDir: speaks ? resolve("config/prompts") : "nowhere",
      clock,
      logger,
    }),
  );
  const bindings = new Map<DeviceId, Binding[]>();
  const directory: BindingDirectory = {
    bindingsOf: (devices) =>
      Promise.resolve(new Map(devices.flatMap((id) => (bindings.has(id) ? [[id, bindings.get(id)!] as const] : [])))),
  };
  const authenticator = passwordless(settings);
  const network = networkOf(settings, events, { clock, logger }, scope);
  const journal = new DialogJournal({
    ...{ redis: settings.redis, keys: callKeys(), process: "this", clock, logger },
  });
  scope.own(journal);
  const relay = relays ? await openRelay(scope, clock, logger) : undefined;
  const calls = startCalls({
    ...(relay && { relay }),
    journal: journal.of("test", srf),
    srf,
    media,
    mailboxes,
    receptionGreetings: greetings,
    directory,
    authenticator,
    settings,
    events,
    clock,
    logger,
    metrics: createMetrics(),
    limits: { concurrentCalls },
    network,
    busy: phones,
    otherProcesses: phones,
    ...defined({ waker: pushGateway && new Waker({ gateway: pushGateway, directory, clock }) }),
  });
  handleCalls(srf, { calls, bans: { offend: () => undefined, admits: () => true }, logger });
  scope.defer(() => calls.stop(0, new AbortController().signal));
  // The libraries connect in real time, each of their small writes may wait 40 ms for the last one's ACK: no deadline passes meanwhile.
  const isUp = (): Promise<void> =>
    media.status().some(({ up }) => up) ? Promise.resolve() : Promise.reject(new Error("not connected"));
  await clock.hold(eventually("media server", isUp));
  return {
    ...{ bus: events, directory, authenticator, network },
    ...{
      port,
      tenant,
      settings,
      mailboxes,
      greetings,
      log,
      calls,
      media,
      phones,
      events: published,
      srf,
      engines,
      clock,
      relay,
    },
    async restartSignalling() {
      engines.cable.isCut = true; // a process that is killed says nothing more
      await engines.signalling?.[Symbol.asyncDispose]();
      engines.cable = { isCut: false };
      const back = new Promise((resolve) => srf.once("connect", resolve));
      // The library connects again by a timer of its own, in real time: no deadline of the call may pass meanwhile.
      const start = signallingAt(engines.control.port, port, { logger, clock, cable: engines.cable });
      engines.signalling = scope.own(await clock.hold(start));
      await clock.hold(back);
    },
    idle: () => untilIdle(calls, engines, clock),
    person: (extension, number, devices = 1) => addPerson(settings, tenant, extension, number, devices),
    registers(person, phone, device = 0, over = {}) {
      const { id } = person.devices[device]!;
      bindings.set(id, [...(bindings.get(id) ?? []), { ...bindingOf(phone), ...over }]);
    },
    unregisterAll: () => bindings.clear(),
    ear: () => RtpPeer.open({ clock }),
    pause: (forMs) => clock.sleep(forMs),
    until: (expectation, withinMs) =>
      eventually("expected state", async () => await expectation(), { withinMs, clock }),
    async phone(address) {
      const phone = await Phone.start(clock, address);
      scope.defer(() => phone.close());
      return phone;
    },
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

/** The PBX's RTP relay: its own, or the rtpengine that RELAY_URL names. */
export interface OfficeRelay extends Relay {
  /** Calls that it has. */
  calls(): Promise<number>;
}

/** The relay answers in real time: no deadline passes meanwhile. */
async function openRelay(scope: Scope, clock: SimulatedTime, logger: pino.Logger): Promise<OfficeRelay> {
  const relay = scope.own(new NgRelay(await relayAddress(scope, clock, logger), clock));
  return {
    calls: () => clock.hold(relay.calls()),
    open: () => {
      const session = relay.open();
      return {
        offer: (...given) => clock.hold(session.offer(...given)),
        answer: (...given) => clock.hold(session.answer(...given)),
        release: () => session.release(),
      };
    },
  };
}

async function relayAddress(
  scope: Scope,
  clock: Clock,
  logger: pino.Logger,
): Promise<{ readonly host: string; readonly port: number }> {
  const given = process.env["RELAY_URL"];
  if (given !== undefined) return { host: new URL(given).hostname, port: Number(new URL(given).port) };
  const control = { address: "127.0.0.1", port: 0 };
  const rtp = { ports: portsForSound(), address: "127.0.0.1" };
  const engine = scope.own(await startRelayEngine({ control, rtp }, { clock, logger }));
  return { host: engine.control.address, port: engine.control.port };
}

/** A company's line of the test: INVITEs from these addresses are its. */
export function trustedTrunk(
  pbx: Office,
  trustedAddresses: string[],
  { port = 5060, priority = 1 } = {},
): Promise<unknown> {
  const trunk = { name: `trunk ${priority}`, host: "127.0.0.1", port, priority, trustedAddresses };
  return changeSettings(pbx, (draft) => draft.add("trunk", { ...trunk, numberFormat: "e164-plus" }));
}

export function changeSettings(pbx: Office, edit: Parameters<Settings["change"]>[2]): Promise<unknown> {
  return pbx.settings.change(pbx.tenant, system, edit);
}

/** What the processes of a PBX share of the public network, on its Redis. */
function networkOf(
  { redis }: Settings,
  events: EventBus,
  { clock, logger }: { clock: Clock; logger: pino.Logger },
  scope: Scope,
) {
  const trunks = scope.own(new TrunkStates({ redis, keys: trunkKeys(), clock }));
  const leases = scope.own(new Leases({ redis, clock }));
  return {
    trunks,
    accounts: new TrunkAccounts({ states: trunks, events, clock, logger }),
    concurrency: new ConcurrencyLimit({ redis, leases, clock }),
    limits: scope.own(new Limits({ redis, keys: limitKeys(), leases, events, clock })),
    callbacks: new EmergencyCallbacks(redis, clock),
    trunkHosts: { isRefused: () => Promise.resolve(false) },
    roundRobin: new RoundRobin(redis, clock),
  };
}

/** Everything is over in application and engines: no call, no dialog, no channel. */
async function untilIdle(calls: Calls, engines: Engines, clock: Clock): Promise<void> {
  const deadlineMs = clock.nowMs() + IDLE_WITHIN_MS;
  for (;;) {
    const dialogs = engines.signalling?.counts().dialogs ?? 0;
    const outgoing = engines.signalling?.counts().outgoing ?? 0;
    const pending = engines.signalling?.counts().pending ?? 0;
    const channels = engines.mediaEngine?.counts().channels ?? 0;
    const live = calls.live().length;
    if (live + dialogs + outgoing + pending + channels === 0) return;
    if (clock.nowMs() > deadlineMs)
      throw new Error(`left: ${JSON.stringify({ live, dialogs, outgoing, pending, channels })}`);
    await clock.sleep(20);
  }
}

async function addPerson(
  settings: Settings,
  tenant: TenantId,
  extension: string,
  number: string,
  devices: number,
): Promise<Person> {
  const credentials = Array.from({ length: devices }, () => makeDeviceCredentials(settings.snapshot.realm));
  return settings.change(tenant, system, (draft) => {
    const user = draft.add("user", {
      name: `Person ${extension}`,
      email: `p${extension}@example.com`,
      extension: parseExtension(extension)!,
      phoneNumbers: [parseE164(number)!],
    });
    draft.change("user", user.id, { voicemail: { answerTimeSeconds: 5 } });
    const added = credentials.map((each, index) =>
      draft.add("device", { label: `phone ${index}`, kind: "ip-phone", userId: user.id, credentials: each }),
    );
    return {
      id: user.id,
      number: parseE164(number)!,
      extension,
      devices: added.map(({ id, sipUsername }) => ({ id, username: sipUsername })),
    };
  });
}

function bindingOf(phone: Phone): Binding {
  return {
    contact: `sip:phone@127.0.0.1:${phone.port}`,
    source: { address: "127.0.0.1", port: phone.port },
    transport: "udp",
    engine: "test",
    userAgent: "test",
    callId: "test",
    cseq: 1,
    registeredAtMs: 0,
    expiresAtMs: Number.MAX_SAFE_INTEGER,
  };
}

/** A phone that says "Test <username>" is believed; the digest has tests of its own. */
function passwordless(settings: Settings): Authenticator {
  const claimedName: Authenticator["claimedName"] = (request) =>
    /^Test (\w+)$/.exec(request.get("authorization") ?? "")?.[1];
  return {
    claimedName,
    authenticate: (request) => {
      const username = claimedName(request) as SipUsername | undefined;
      const device = username === undefined ? undefined : settings.snapshot.deviceBySipUsername(username);
      if (device === undefined)
        return Promise.resolve({
          kind: "refused",
          answer: { status: 401, headers: { "WWW-Authenticate": CHALLENGE } },
        });
      const { id, userId: user, tenantId: tenant, sipUsername } = device;
      return Promise.resolve({ kind: "authenticated", username: sipUsername, device: id, user, tenant });
    },
  };
}
