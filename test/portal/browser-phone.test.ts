import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deskPhone, providerPeer, silence } from "../e2e/office.ts";
import { leaveMessage } from "../e2e/outside.ts";
import { loudSeconds } from "../support/audio.ts";
import type { Device } from "../support/api-client.ts";
import type { Softphone } from "../support/baresip.ts";
import { eventually } from "../support/eventually.ts";
import type { Person } from "../support/offhook.ts";
import { Hearing } from "./support/hearing.ts";
import { Portal, type Window } from "./support/portal.ts";

const PASSWORD = "alice-knows-it-well";
const EMAIL = "alice@example.com";
/** What the desk phones say. */
const BRUNO_HZ = 880;
const CLARA_HZ = 620;

let portal: Portal;
let alice: Person;
let bruno: Person;
let clara: Person;
let brunosPhone: Softphone;
let clarasPhone: Softphone;
beforeAll(async () => {
  portal = await Portal.start();
  const { offhook } = portal;
  await offhook.addTrunk();
  let device: Device;
  alice = await offhook.person({ name: "Alice Martin", email: EMAIL, password: PASSWORD });
  [bruno, device] = await offhook.personWithPhone({ name: "Bruno Petit" });
  brunosPhone = await deskPhone(offhook, device, { hears: BRUNO_HZ });
  [clara, device] = await offhook.personWithPhone({ name: "Clara Weber" });
  clarasPhone = await deskPhone(offhook, device, { hears: CLARA_HZ });
});
afterAll(async () => {
  await brunosPhone[Symbol.asyncDispose]();
  await clarasPhone[Symbol.asyncDispose]();
  await portal[Symbol.asyncDispose]();
});

/** Alice's page, whose browser is her phone; what she hears, and her calls on it. */
async function alicesBrowser() {
  const window = await portal.openAsEmployee({ email: EMAIL, password: PASSWORD });
  const { page } = window;
  const hearing = await Hearing.of(page);
  await window.visit("/my/browser-phone", "Phone in this browser");
  await page.getByRole("switch", { name: "Phone in this browser" }).click();
  await page.getByRole("status").getByText("Ready").waitFor();
  const calls = page.getByRole("region", { name: "Calls in this browser" });
  const presses = (button: string): Promise<void> => calls.getByRole("button", { name: button, exact: true }).click();
  return {
    ...{ window, page, hearing, calls, presses },
    async dials(number: string): Promise<void> {
      await page.getByLabel("Call", { exact: true }).fill(number);
      await page.keyboard.press("Enter");
    },
    /** The window is closed as by its person, and all calls are over. */
    async [Symbol.asyncDispose](): Promise<void> {
      await window[Symbol.asyncDispose]();
      await silence(portal.offhook);
    },
  };
}
type AlicesBrowser = Awaited<ReturnType<typeof alicesBrowser>>;

/** What a phone tells from now on. */
function from(phone: Softphone) {
  const at = phone.events.all.length;
  return { tells: (type: string) => phone.tells(type, { from: at }) };
}

/** This desk phone hears the browser's microphone. */
async function isHeardBy(phone: Softphone): Promise<void> {
  await eventually("the browser's microphone", async () =>
    Promise.resolve(expect(loudSeconds(phone.heard())).toBeGreaterThan(0.2)),
  );
}

/** Alice calls from her browser, and the desk phone answers. */
async function talksTo({ dials, calls, hearing }: AlicesBrowser, phone: Softphone, person: Person, hertz: number) {
  const news = from(phone);
  await dials(person.extension);
  await news.tells("CALL_INCOMING");
  await phone.answers();
  await calls.getByRole("button", { name: "Mute" }).first().waitFor();
  await hearing.hears(hertz);
  return news;
}

describe("the phone in the browser", () => {
  it("talks to a colleague whom it calls, and hears the desk phone as that hears the browser", async () => {
    await using browser = await alicesBrowser();
    const call = await talksTo(browser, brunosPhone, bruno, BRUNO_HZ);
    await isHeardBy(brunosPhone);
    await browser.presses("Hang up");
    await call.tells("CALL_CLOSED");
    await browser.calls.waitFor({ state: "hidden" });
    expect(browser.window.complaints).toEqual([]);
  });
});
