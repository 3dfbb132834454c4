import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createMetrics } from "../../../src/observability/metrics.ts";
import { openProvisioning } from "../../../src/provisioning/open-provisioning.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { changeSettings, openOffice, type Office, type Person } from "../../support/office.ts";

const logger = pino({ level: process.env["TEST_LOG"] ?? "silent" });
const actor = { kind: "system", id: null, name: "test" } as const;
const scope = new Scope();
let pbx: Office;
let alice: Person;
let bruno: Person;
let told: string[] = [];
type Phones = Omit<Awaited<ReturnType<typeof openProvisioning>>, "rereading">;
let phones: Phones;

/** One process of the PBX. Its NOTIFYs are written down. */
async function startProcess(): Promise<Phones> {
  const { settings, clock, directory, bus: events } = pbx;
  const { rereading, ...opened } = await openProvisioning({
    ...{ redis: settings.redis, settings, clock, events, logger, metrics: createMetrics() },
    ...{ bans: { offend: () => undefined, list: () => [] }, bindings: directory, phonesDir: "config/phones" },
    site: {
      server: { host: "192.0.2.1", port: 5060, transport: "udp", ownCertificate: false },
      ...{ web: "https://pbx.example.com", ntpServer: "pool.ntp.org" },
    },
    notify: ({ source }, event) => {
      told.push(`${source.port} ${event}`);
      return Promise.resolve(200);
    },
  });
  scope.own(rereading);
  return opened;
}

beforeAll(async () => {
  pbx = scope.own(await openOffice());
  alice = await pbx.person("1001", "+33170000001");
  bruno = await pbx.person("1002", "+33170000002");
  phones = await startProcess();
  await startProcess(); // another process of the same PBX
});
afterAll(() => scope[Symbol.asyncDispose]());
afterEach(() => {
  pbx.unregisterAll();
  told = [];
});

let macs = 0;
/** Alice's phone has read its files. */
async function setUp(maker: string): Promise<void> {
  const device = alice.devices[0]!.id;
  const macAddress = `001565${(++macs).toString(16).padStart(6, "0")}`;
  const { address } = await phones.provisioning.start(device, pbx.tenant, { maker, macAddress }, actor);
  const { pathname } = new URL(address);
  const [, , segment = "", file = ""] = pathname.split("/");
  const name = file === "" ? `${macAddress}.cfg` : file;
  const facts = { segment, url: pathname, authorization: undefined, address: "192.0.2.10" };
  expect(await phones.phoneFiles.answer({ ...facts, file: name })).toMatchObject({ status: 200 });
}

const renames = (name: string): Promise<unknown> =>
  changeSettings(pbx, (draft) => draft.change("user", bruno.id, { name }));

/** Long enough for each change to be told. */
const settled = (): Promise<void> => pbx.pause(12_000);

it("a phone is told once to read again when a colleague's name has changed, however many processes know", async () => {
  await setUp("yealink");
  const desk = await pbx.phone();
  pbx.registers(alice, desk);
  await settled();
  expect(told).toEqual([]);
  await renames("Bruno Dupont");
  await renames("Bruno Dupond");
  await pbx.until(() => expect(told).toEqual([`${desk.port} check-sync;reboot=false`]));
  await settled();
  expect(told).toHaveLength(1);
});

it("a phone isn't told of what its files don't say", async () => {
  await setUp("yealink");
  pbx.registers(alice, await pbx.phone());
  await changeSettings(pbx, (draft) => draft.change("user", bruno.id, { doNotDisturb: true }));
  await settled();
  expect(told).toEqual([]);
});

it("a phone that was away is told when it registers again", async () => {
  await setUp("yealink");
  await renames("Bruno Durand");
  await settled();
  expect(told).toEqual([]);
  const desk = await pbx.phone();
  pbx.registers(alice, desk);
  const facts = { atMs: pbx.clock.nowMs(), tenant: pbx.tenant, user: alice.id, device: alice.devices[0]!.id };
  pbx.bus.publish({ kind: "registration.changed", ...facts, online: true });
  await pbx.until(() => expect(told).toEqual([`${desk.port} check-sync;reboot=false`]));
});

it("a phone that has read nothing yet, and one whose maker knows no such order, aren't told", async () => {
  const device = alice.devices[0]!.id;
  await phones.provisioning.start(device, pbx.tenant, { maker: "yealink", macAddress: "001565abcdef" }, actor);
  pbx.registers(alice, await pbx.phone());
  await renames("Bruno Petit");
  await settled();
  await phones.provisioning.start(device, pbx.tenant, { maker: "linphone" }, actor);
  await renames("Bruno Grand");
  await settled();
  expect(told).toEqual([]);
});
