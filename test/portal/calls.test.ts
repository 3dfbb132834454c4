import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deskPhone, providerPeer, silence } from "../e2e/office.ts";
import { providerAt, SDP } from "../e2e/outside.ts";
import type { Device } from "../support/api-client.ts";
import type { Softphone } from "../support/baresip.ts";
import { freePort } from "../support/free-ports.ts";
import { TRUNK_ADDRESS, type Person } from "../support/offhook.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import { ADMIN, Portal, type Window } from "./support/portal.ts";

let portal: Portal;
let alice: Person;
let phone: Softphone;
let trunkPort: number;
/** Longer than a transfer takes on a busy machine. */
const REINVITED_WITHIN_MS = 60_000;
beforeAll(async () => {
  portal = await Portal.start();
  const { offhook } = portal;
  trunkPort = await freePort(TRUNK_ADDRESS);
  await offhook.addTrunk(trunkPort);
  let device: Device;
  [alice, device] = await offhook.personWithPhone({ name: "Alice Martin" });
  phone = await deskPhone(offhook, device, { hears: 440, answer: "auto" });
});
afterAll(async () => {
  await phone[Symbol.asyncDispose]();
  await portal[Symbol.asyncDispose]();
});

async function isSound(window: Window): Promise<void> {
  expect(await window.accessibilityFaults()).toEqual([]);
  expect(await window.fitsWidth()).toBe(true);
  expect(window.complaints).toEqual([]);
}

describe("the office manager", () => {
  it("sees a call as it goes on, hangs it up, and reads afterwards what happened, why, and every SIP message", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/calls", "Live calls");
    await page.getByText("No calls now").waitFor();
    await using trunk = await providerPeer(portal.offhook);
    const call = await OutgoingCall.place(trunk, { to: alice.number, sdp: SDP });
    await call.answered();
    await page.getByText("Talking").waitFor(); // told by an event: nothing was loaded again
    await isSound(window);
    await window.picture("calls");
    await page.getByRole("button", { name: /^Hang up the call/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Hang up" }).click();
    await phone.tells("CALL_CLOSED");
    await page.getByText("No calls now").waitFor();
    await silence(portal.offhook);

    await window.visit("/history", "Call history");
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export as CSV" }).click();
    const lines = readFileSync(await (await downloading).path(), "utf8").split("\r\n");
    expect(lines[1]).toContain(alice.number);
    // Narrowed to a number as it is written, and to none.
    await page.getByRole("textbox", { name: "Number" }).fill("06 99");
    await page.getByText("Nothing found").waitFor();
    await page.getByRole("textbox", { name: "Number" }).fill("06 12 34 56 78");
    await page.getByRole("row", { name: /06 12 34 56 78/ }).waitFor();
    await page.getByRole("row").nth(1).click();
    await page.getByText(/Alice Martin answered, and they talked for/).waitFor();
    await isSound(window);
    await window.picture("history");
    await page.getByRole("tab", { name: "SIP" }).click();
    await page
      .getByRole("button", { name: /INVITE/ })
      .first()
      .focus();
    await page.keyboard.press("Enter");
    await page.getByText(/^INVITE sip:/).waitFor();
    await isSound(window);
    await window.picture("ladder");
    await page.getByRole("tab", { name: "Why" }).click();
    await page.getByRole("listitem").first().waitFor();
  });

  it("sends a caller to a colleague, on a telephone's screen", async () => {
    const { offhook } = portal;
    const [bruno, device] = await offhook.personWithPhone({ name: "Bruno Petit" });
    await using colleague = await deskPhone(offhook, device, { hears: 880, answer: "auto" });
    await using window = await portal.openAsManager({ width: 375, language: "fr", colours: "dark" });
    const { page } = window;
    await window.visit("/calls", "Appels en cours");
    await using trunk = await providerPeer(offhook);
    const [from, to] = [phone.events.all.length, colleague.events.all.length];
    const call = await OutgoingCall.place(trunk, { to: alice.number, sdp: SDP });
    await call.answered();
    call.takesReinvites(SDP, REINVITED_WITHIN_MS);
    await page.getByRole("button", { name: /^Transférer/ }).click();
    const dialog = page.getByRole("dialog", { name: /^Transférer/ });
    await isSound(window);
    await window.picture("transfer-375-dark");
    await dialog.getByRole("combobox", { name: "Vers" }).fill("bru");
    await page.getByRole("option", { name: `Bruno Petit · ${bruno.extension}` }).click();
    await dialog.getByRole("button", { name: "Transférer" }).click();
    await colleague.tells("CALL_ESTABLISHED", { from: to });
    await phone.tells("CALL_CLOSED", { from });
    await isSound(window);
    await window.picture("calls-375-dark");
    await page.getByRole("button", { name: /^Raccrocher/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Raccrocher" }).click();
    await colleague.tells("CALL_CLOSED", { from: to });
    await silence(offhook);
  });

  it("calls a number outside by a trunk, and is told of each step that it works", async () => {
    const { offhook } = portal;
    const { items } = await offhook.api.do<{ items: { id: string; email: string }[] }>("GET", "/users");
    const manager = items.find(({ email }) => email === ADMIN.email)?.id ?? "";
    await offhook.api.do("PATCH", "/tenant", { mainNumber: alice.number });
    await using own = await deskPhone(offhook, await offhook.api.addDevice(manager), { hears: 660, answer: "auto" });
    await using provider = await providerAt(offhook, trunkPort);
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/trunks", "Trunks");
    await page.getByRole("button", { name: "Provider" }).click();
    const test = page.getByRole("region", { name: "Test call" });
    await test.getByLabel("Number outside").fill("06 12 34 56 78");
    await test.getByRole("button", { name: "Call" }).click();
    await own.tells("CALL_ESTABLISHED");
    const outside = await IncomingCall.at(provider, { from: 0 });
    outside.rings();
    await test.getByText(/^The trunk has taken the call/).waitFor();
    const from = provider.steps.all.length;
    await outside.answers(SDP);
    // The two sessions are joined: the provider is told where the manager's phone is.
    const joined = await provider.receivesRequest("INVITE", { callId: outside.callId, from });
    provider.respond(joined, 200, "OK", { body: SDP, contact: provider.contact("callee") });
    await test.getByText("Answered. Can you hear each other?").waitFor();
    await isSound(window);
    await window.picture("test-call");
    await outside.hangsUp();
    await test.getByText("The call has ended. The trunk works.").waitFor();
    await silence(offhook);
    expect(window.complaints).toEqual([]);
  });

  it("asks what would happen to a call, and is told in a sentence", async () => {
    await using window = await portal.openAsManager({ width: 375, language: "fr", colours: "dark" });
    const { page } = window;
    await window.visit("/explain", "Que se passerait-il ?");
    await page.getByLabel("Compose").fill(alice.number);
    await page.getByRole("button", { name: "Dites-le-moi" }).click();
    await expect.poll(() => page.getByRole("status").last().textContent()).toContain("Alice Martin");
    await isSound(window);
    await window.picture("explain-375-dark-fr");
    for (const [path, heading] of [
      ["/calls", "Appels en cours"],
      ["/history", "Historique"],
    ] as const) {
      await window.visit(path, heading);
      await isSound(window);
    }
  });
});
