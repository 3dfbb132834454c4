import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deskPhone, providerPeer, silence } from "../e2e/office.ts";
import { SDP } from "../e2e/outside.ts";
import type { Device } from "../support/api-client.ts";
import type { Softphone } from "../support/baresip.ts";
import type { Person } from "../support/offhook.ts";
import { OutgoingCall } from "../support/sip-call.ts";
import { Portal, type Window } from "./support/portal.ts";

let portal: Portal;
let alice: Person;
let phone: Softphone;
beforeAll(async () => {
  portal = await Portal.start();
  const { offhook } = portal;
  await offhook.addTrunk();
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
