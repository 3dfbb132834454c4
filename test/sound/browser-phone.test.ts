import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Scope } from "../../src/runtime/scope.ts";
import { deskPhone, silence } from "../e2e/office.ts";
import { loudSeconds, shareOf, type Sound } from "../support/audio.ts";
import type { Device } from "../support/api-client.ts";
import type { Softphone } from "../support/baresip.ts";
import { eventually } from "../support/eventually.ts";
import { rung } from "../support/ladder.ts";
import type { Person } from "../support/offhook.ts";
import { header } from "../support/sip-text.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { toneFile } from "../support/wav-file.ts";
import { Hearing } from "../portal/support/hearing.ts";
import { Portal } from "../portal/support/portal.ts";

const PASSWORD = "alice-knows-it-well";
const EMAIL = "alice@example.com";
/** What the three say. */
const ALICE_HZ = 700;
const BRUNO_HZ = 880;
const CLARA_HZ = 620;
/** What is looked at of all that a phone has heard. */
const LATELY_SECONDS = 0.8;

const scope = new Scope();
let portal: Portal;
let alice: Person;
let bruno: Person;
let clara: Person;
let brunosPhone: Softphone;
let clarasPhone: Softphone;
beforeAll(async () => {
  const folder = scope.own(await tempFolder("offhook-microphone-"));
  const microphone = join(folder.path, "microphone.wav");
  await writeFile(microphone, toneFile(ALICE_HZ, 10_000));
  portal = scope.own(await Portal.start({ microphone }));
  const { offhook } = portal;
  await offhook.addTrunk();
  let device: Device;
  alice = await offhook.person({ name: "Alice Martin", email: EMAIL, password: PASSWORD });
  [bruno, device] = await offhook.personWithPhone({ name: "Bruno Petit" });
  brunosPhone = scope.own(await deskPhone(offhook, device, { hears: BRUNO_HZ }));
  [clara, device] = await offhook.personWithPhone({ name: "Clara Weber" });
  clarasPhone = scope.own(await deskPhone(offhook, device, { hears: CLARA_HZ }));
});
afterAll(() => scope[Symbol.asyncDispose]());

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
  const dials = async (number: string): Promise<void> => {
    await page.getByLabel("Call", { exact: true }).fill(number);
    await page.getByRole("button", { name: "Call", exact: true }).click();
  };
  return {
    ...{ window, page, hearing, calls, presses, dials },
    isIdle: () => calls.waitFor({ state: "hidden" }),
    [Symbol.asyncDispose]: () => window[Symbol.asyncDispose](),
  };
}
type AlicesBrowser = Awaited<ReturnType<typeof alicesBrowser>>;

/** Samples that each phone had heard when the test began to look at it. */
const heardBefore = new Map<Softphone, number>();

/** What a phone tells, and hears (`lately`), from now on. */
function newsOf(phone: Softphone) {
  const from = phone.events.all.length;
  heardBefore.set(phone, phone.heard().samples.length);
  return { tells: (type: string) => phone.tells(type, { from }) };
}

/** @throws it has not heard so much yet */
function lately(phone: Softphone): Sound {
  const { samples, rate } = phone.heard();
  const lately = samples.slice(heardBefore.get(phone)).slice(-LATELY_SECONDS * rate);
  expect(lately).toHaveLength(LATELY_SECONDS * rate);
  return { samples: lately, rate };
}

/** Waits until a desk phone hears this tone, and hardly anything else. */
async function hears(phone: Softphone, hertz: number): Promise<void> {
  await eventually(`a tone of ${hertz} Hz at ${phone.options.username}`, async () =>
    Promise.resolve(expect(shareOf(hertz, lately(phone))).toBeGreaterThan(0.8)),
  );
}

/** Alice calls from her browser, and the desk phone answers. */
async function calls(browser: AlicesBrowser, person: Person, phone: Softphone) {
  const news = newsOf(phone);
  await browser.dials(person.extension);
  await news.tells("CALL_INCOMING");
  await phone.answers();
  await news.tells("CALL_ESTABLISHED");
  return news;
}

describe("the phone in the browser", () => {
  it("rings a colleague, with a tone meanwhile, and talks: both hear each other, keys arrive, a muted microphone is silent", async () => {
    await using browser = await alicesBrowser();
    const { presses, hearing } = browser;
    const call = newsOf(brunosPhone);
    await browser.dials(bruno.extension);
    await call.tells("CALL_INCOMING");
    await hearing.makesTones(425);
    await brunosPhone.answers();
    await hearing.hears(BRUNO_HZ);
    await hearing.makesTones();
    await hears(brunosPhone, ALICE_HZ);

    await presses("Keys");
    await presses("5");
    expect(await call.tells("CALL_DTMF_START")).toMatchObject({ param: "5" });
    await presses("Mute");
    await eventually("silence", async () => Promise.resolve(expect(loudSeconds(lately(brunosPhone))).toBe(0)));
    await presses("Unmute");
    await hears(brunosPhone, ALICE_HZ);
    await presses("Hang up");
    await call.tells("CALL_CLOSED");
    await browser.isIdle();
    expect(browser.window.complaints).toEqual([]);
  });

  it("answers a colleague; who holds the other plays music, and is heard again afterwards", async () => {
    await using browser = await alicesBrowser();
    const { presses, hearing } = browser;
    const call = newsOf(brunosPhone);
    await brunosPhone.dial(alice.extension);
    await presses("Answer");
    await hearing.hears(BRUNO_HZ);
    await hears(brunosPhone, ALICE_HZ);

    await presses("Hold");
    await eventually("music", async () => {
      const heard = lately(brunosPhone);
      expect(loudSeconds(heard)).toBeGreaterThan(LATELY_SECONDS / 2);
      await Promise.resolve(expect(shareOf(ALICE_HZ, heard)).toBeLessThan(0.3));
    });
    await presses("Go on");
    await hears(brunosPhone, ALICE_HZ);
    await hearing.hears(BRUNO_HZ);

    await brunosPhone.holds();
    await hearing.hearsOtherThan(BRUNO_HZ);
    await brunosPhone.resumes();
    await hearing.hears(BRUNO_HZ);
    await brunosPhone.hangsUp();
    await call.tells("CALL_CLOSED");
    await browser.isIdle();
    expect(browser.window.complaints).toEqual([]);
  });

  it("transfers a colleague to another one at once, and a second time after it has asked", async () => {
    await using browser = await alicesBrowser();
    const { presses, page, hearing } = browser;
    await calls(browser, bruno, brunosPhone);
    await hearing.hears(BRUNO_HZ);
    const atOnce = newsOf(clarasPhone);
    await presses("Transfer");
    await page.getByLabel("Transfer to").fill(clara.extension);
    await presses("At once");
    await atOnce.tells("CALL_INCOMING");
    await clarasPhone.answers();
    await browser.isIdle();
    await hears(clarasPhone, BRUNO_HZ);
    await hears(brunosPhone, CLARA_HZ);
    await clarasPhone.hangsUp();
    await silence(portal.offhook);

    await calls(browser, bruno, brunosPhone);
    await hearing.hears(BRUNO_HZ);
    const asked = newsOf(clarasPhone);
    await presses("Transfer");
    await page.getByLabel("Transfer to").fill(clara.extension);
    await presses("Ask first");
    await asked.tells("CALL_INCOMING");
    await clarasPhone.answers();
    await hearing.hears(CLARA_HZ);
    await browser.calls.getByRole("button", { name: /^Connect with / }).click();
    await browser.isIdle();
    await hears(clarasPhone, BRUNO_HZ);
    await hears(brunosPhone, CLARA_HZ);
    await brunosPhone.hangsUp();
    await silence(portal.offhook);
    expect(browser.window.complaints).toEqual([]);
  });

  it("is transferred itself to a colleague, whom it hears then", async () => {
    await using browser = await alicesBrowser();
    const { hearing, presses } = browser;
    await calls(browser, bruno, brunosPhone);
    await hearing.hears(BRUNO_HZ);
    const atOnce = newsOf(clarasPhone);
    await brunosPhone.command("transfer", `sip:${clara.extension}@${portal.offhook.sip}`);
    await atOnce.tells("CALL_INCOMING");
    await clarasPhone.answers();
    await hearing.hears(CLARA_HZ);
    await hears(clarasPhone, ALICE_HZ);
    await presses("Hang up");
    await silence(portal.offhook);
    expect(browser.window.complaints).toEqual([]);
  });

  it("picks up what rings at a colleague's, and its own call is picked up", async () => {
    await using browser = await alicesBrowser();
    const { hearing, presses } = browser;
    const rings = newsOf(brunosPhone);
    newsOf(clarasPhone);
    await clarasPhone.dial(bruno.extension);
    await rings.tells("CALL_INCOMING");
    await browser.dials(`**${bruno.extension}`);
    await rings.tells("CALL_CLOSED");
    await hearing.hears(CLARA_HZ);
    await hears(clarasPhone, ALICE_HZ);
    await presses("Hang up");
    await silence(portal.offhook);

    const ringsAgain = newsOf(brunosPhone);
    newsOf(clarasPhone);
    await browser.dials(bruno.extension);
    await ringsAgain.tells("CALL_INCOMING");
    await clarasPhone.dial(`**${bruno.extension}`);
    await ringsAgain.tells("CALL_CLOSED");
    await hearing.hears(CLARA_HZ);
    await hears(clarasPhone, ALICE_HZ);
    await presses("Hang up");
    await silence(portal.offhook);
    expect(browser.window.complaints).toEqual([]);
  });

  it("rings for a call that its person has clicked, and listens to a message", async () => {
    await using browser = await alicesBrowser();
    const { hearing, presses } = browser;
    const rings = newsOf(brunosPhone);
    await portal.offhook.api.do("POST", "/calls", { userId: alice.id, to: bruno.extension });
    await presses("Answer");
    await rings.tells("CALL_INCOMING");
    await brunosPhone.answers();
    await hearing.hears(BRUNO_HZ);
    await hears(brunosPhone, ALICE_HZ);
    await presses("Hang up");
    await silence(portal.offhook);

    await browser.page.getByRole("button", { name: "Listen to my messages" }).click();
    await hearing.hearsOtherThan(BRUNO_HZ);
    await presses("Hang up");
    await silence(portal.offhook);
    expect(browser.window.complaints).toEqual([]);
  });

  it("goes on with its call after its page was loaded anew", async () => {
    await using browser = await alicesBrowser();
    const { hearing, presses, page } = browser;
    const call = await calls(browser, bruno, brunosPhone);
    await hearing.hears(BRUNO_HZ);
    await page.reload();
    await page.getByRole("status").getByText("Ready").waitFor();
    await hearing.hears(BRUNO_HZ);
    newsOf(brunosPhone);
    await hears(brunosPhone, ALICE_HZ);
    await presses("Hang up");
    await call.tells("CALL_CLOSED");
    await silence(portal.offhook);
    expect(browser.window.complaints).toEqual([]);
  });

  it("whose page has crashed in a call is missed, and the colleague's phone hears why its call ends", async () => {
    const browser = await alicesBrowser();
    const call = await calls(browser, bruno, brunosPhone);
    await hears(brunosPhone, ALICE_HZ);
    await browser.page.goto("chrome://crash").catch(() => undefined); // which no page answers
    await call.tells("CALL_CLOSED");
    const bye = brunosPhone.steps.all.findLast((step) => rung(step) === "< BYE");
    expect(header(bye!.message, "Reason")).toBe('Q.850;cause=27;text="Connection lost"');
    await browser.window[Symbol.asyncDispose]();
    await silence(portal.offhook);
  });
});
