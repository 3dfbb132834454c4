import { readFileSync } from "node:fs";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deskPhone, providerPeer, silence } from "../e2e/office.ts";
import { leaveMessage, SDP } from "../e2e/outside.ts";
import type { Device } from "../support/api-client.ts";
import type { Softphone } from "../support/baresip.ts";
import { eventually } from "../support/eventually.ts";
import type { Person } from "../support/offhook.ts";
import { OutgoingCall } from "../support/sip-call.ts";
import { Portal, type OpenOptions, type Window } from "./support/portal.ts";

interface RegisteredPhone {
  readonly kind: string;
  readonly registrations: readonly { readonly transport: string }[];
}

const PASSWORD = "alice-knows-it-well";
const EMAIL = "alice@example.com";

let portal: Portal;
let alice: Person;
let bruno: Person;
let phone: Softphone;
let colleague: Softphone;
beforeAll(async () => {
  portal = await Portal.start();
  const { offhook } = portal;
  await offhook.addTrunk();
  let device: Device;
  [alice, device] = await offhook.personWithPhone(
    { name: "Alice Martin", email: EMAIL, password: PASSWORD },
    { answerTimeSeconds: 10 },
  );
  phone = await deskPhone(offhook, device, { hears: 440, answer: "manual" });
  [bruno, device] = await offhook.personWithPhone({ name: "Bruno Petit" });
  colleague = await deskPhone(offhook, device, { hears: 880, answer: "manual" });
  const dora = { name: "Dora Weiss", email: "dora@example.com", password: PASSWORD };
  await offhook.api.addUser({ ...dora, extension: "1810" });
});
afterAll(async () => {
  await phone[Symbol.asyncDispose]();
  await colleague[Symbol.asyncDispose]();
  await portal[Symbol.asyncDispose]();
});

function asAlice(options: OpenOptions = {}): Promise<Window> {
  return portal.openAsEmployee({ email: EMAIL, password: PASSWORD }, options);
}

/** Nothing that keeps anyone out, nothing that sticks out, nothing that the browser complains of. */
async function isSound(window: Window): Promise<void> {
  expect(await window.accessibilityFaults()).toEqual([]);
  expect(await window.fitsWidth()).toBe(true);
  expect(window.complaints).toEqual([]);
}

describe("an employee", () => {
  it("forwards calls to a colleague, whose phone rings, and reads in a sentence what happens to a call", async () => {
    await using window = await asAlice();
    const { page } = window;
    await window.visit("/", "My phone");
    await page.getByLabel("To this number").fill(bruno.extension);
    await page.getByLabel("Ring my phones too").uncheck();
    const forwards = page.getByRole("switch", { name: "Forward my calls" });
    await forwards.focus();
    await page.keyboard.press("Space");
    await page.getByText(`Your calls go to ${bruno.extension} now.`).waitFor();
    await isSound(window);
    await window.picture("my-phone");
    // The page shows at once what it asks for.
    const forwarding = async (): Promise<object> => {
      const user = await portal.offhook.api.do<{ forwarding: object }>("GET", `/users/${alice.id}`);
      return user.forwarding;
    };
    await expect.poll(forwarding).toMatchObject({ enabled: true, number: bruno.extension, ringDevices: false });

    await using trunk = await providerPeer(portal.offhook);
    const call = await OutgoingCall.place(trunk, { to: alice.number, sdp: SDP });
    await colleague.tells("CALL_INCOMING");
    expect(phone.events.all.map(({ type }) => type)).not.toContain("CALL_INCOMING");
    call.cancels();
    await colleague.tells("CALL_CLOSED");

    await forwards.focus();
    await page.keyboard.press("Space");
    await page.getByText("Your phone rings for 10 s, then callers can leave a message.").waitFor();
    await expect.poll(forwarding).toMatchObject({ enabled: false, number: bruno.extension });
  });

  it("makes the browser a phone: it rings with the desk phone, in one tab alone, until that is closed", async () => {
    const window = await asAlice();
    const { page } = window;
    const online = async (): Promise<readonly string[]> => {
      const { items } = await portal.offhook.api.do<{ items: RegisteredPhone[] }>("GET", `/users/${alice.id}/devices`);
      return items
        .filter(({ kind }) => kind === "browser")
        .flatMap((one) => one.registrations.map((at) => at.transport));
    };
    await window.visit("/my/browser-phone", "Phone in this browser");
    await page.getByRole("switch", { name: "Phone in this browser" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("status").getByText("Ready").waitFor();
    expect(await online()).toEqual(["ws"]);
    await isSound(window);
    await window.picture("browser-phone");

    await using trunk = await providerPeer(portal.offhook);
    const call = await OutgoingCall.place(trunk, { to: alice.number, sdp: SDP });
    await phone.tells("CALL_INCOMING");
    const card = page.getByRole("region", { name: "Calls in this browser" });
    await card.getByRole("button", { name: "Answer" }).waitFor();
    await isSound(window);
    await window.picture("browser-phone-rings");
    call.cancels();
    await phone.tells("CALL_CLOSED");
    await card.waitFor({ state: "hidden" });

    const other = await window.anotherTab();
    await other.visit("/my/browser-phone", "Phone in this browser");
    await other.page.getByRole("status").getByText("In another tab").waitFor();
    await other.page.getByRole("button", { name: "Use it in this tab" }).click();
    await other.page.getByRole("status").getByText("Ready").waitFor();
    await page.getByRole("status").getByText("In another tab").waitFor();
    await other.page.close();
    await page.getByRole("status").getByText("Ready").waitFor();
    await window[Symbol.asyncDispose]();
    await eventually("the end of the registration", async () => expect(await online()).toEqual([]));
  });

  it("listens to a message, deletes it and takes that back", async () => {
    await leaveMessage(portal.offhook, alice);
    await using window = await asAlice();
    const { page } = window;
    await window.visit("/my/voicemail", "Voicemail");
    await page.getByText("One new message").waitFor();
    await page.getByRole("listitem").getByRole("button", { expanded: false }).first().click();
    await page.getByRole("button", { name: /^Pause/ }).waitFor();
    await window.picture("my-voicemail");
    await page.getByText("No new messages").waitFor(); // played to its end
    await isSound(window);

    await page.getByRole("button", { name: /^What to do with/ }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByText("No messages").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: /^What to do with/ }).waitFor();
  });

  it("keeps a message as a file, sends it to a colleague and calls back who left it", async () => {
    await using window = await asAlice();
    const { page } = window;
    await window.visit("/my/voicemail", "Voicemail");
    const chooses = async (action: string): Promise<void> => {
      await page
        .getByRole("button", { name: /^What to do with/ })
        .first()
        .click();
      await page.getByRole("menuitem", { name: action }).click();
    };
    const downloading = page.waitForEvent("download");
    await chooses("Download");
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^message-.*\.wav$/);
    expect(
      readFileSync(await download.path())
        .subarray(0, 4)
        .toString(),
    ).toBe("RIFF");

    await chooses("Send to a colleague");
    const dialog = page.getByRole("dialog", { name: "Send the message to a colleague" });
    await dialog.getByRole("combobox", { name: "Colleague" }).fill("Bruno");
    await page.getByRole("option", { name: /^Bruno Petit/ }).click();
    await dialog.getByRole("button", { name: "Send to a colleague" }).click();
    await page.getByText("The message is sent to Bruno Petit.").waitFor();
    const { items } = await portal.offhook.api.do<{ items: { forwardedBy?: string }[] }>(
      "GET",
      `/users/${bruno.id}/voicemails`,
    );
    expect(items.map(({ forwardedBy }) => forwardedBy)).toEqual([alice.extension]);

    const from = phone.events.all.length;
    await chooses("Call back");
    await phone.tells("CALL_INCOMING", { from });
    await phone.hangsUp();
    await silence(portal.offhook);
    expect(window.complaints).toEqual([]);
  });

  it("hears what callers left for the team, in a mailbox that the office manager has made", async () => {
    await using office = await portal.openAsManager();
    await office.visit("/shared-mailboxes", "Shared mailboxes");
    await office.page.getByRole("button", { name: "Add a mailbox" }).first().click();
    const form = office.page.getByRole("dialog", { name: "Add a mailbox" });
    await form.getByLabel("Name", { exact: true }).fill("Support");
    await form.getByRole("button", { name: "Add" }).click();
    const drawer = office.page.getByRole("dialog", { name: "Support" });
    await drawer.getByLabel("Users").fill("Alice");
    await office.page.getByRole("option", { name: /^Alice Martin/ }).click();
    await office.page.keyboard.press("Escape");
    await drawer.getByRole("button", { name: "Save" }).click();
    await office.page.getByRole("row", { name: /Support.*1 user/ }).waitFor();
    await isSound(office);
    await office.picture("shared-mailbox");
    const { items } = await portal.offhook.api.do<{ items: { id: string; members: string[] }[] }>(
      "GET",
      "/shared-mailboxes",
    );
    expect(items.map(({ members }) => members)).toEqual([[alice.id]]);

    await using window = await asAlice();
    const { page } = window;
    await window.visit("/my/voicemail", "Voicemail");
    await page.getByRole("combobox", { name: "Mailbox" }).click();
    await page.getByRole("option", { name: /^Support/ }).click();
    await page.getByText("No messages", { exact: true }).waitFor();
    const number = "+33170000199";
    await portal.offhook.api.addNumber(number, { kind: "shared-mailbox", id: items[0]?.id });
    await leaveMessage(portal.offhook, { number });
    // Live: the message is told by an event.
    await page.getByText("One new message").waitFor();
    await page.getByRole("listitem").getByRole("button", { expanded: false }).first().click();
    await page.getByRole("button", { name: /^Pause/ }).waitFor();
    await page.getByText("No new messages").waitFor();
    await isSound(window);
    await window.picture("my-shared-mailbox");
  });

  it("records a greeting in the browser, listens to it and saves it for callers", async () => {
    await using window = await asAlice();
    const { page } = window;
    await window.visit("/my/voicemail", "Voicemail");
    await page.getByRole("tab", { name: "Greeting and settings" }).click();
    await page.getByRole("button", { name: "Record" }).click();
    await page.getByRole("button", { name: "Stop recording" }).waitFor();
    await page.waitForTimeout(1_500); // speaking: the browser's own microphone beeps
    await page.getByRole("button", { name: "Stop recording" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Back to the standard greeting" }).waitFor();
    const answer = await page.request.get(`/api/v1/users/${alice.id}/voicemail/greeting`);
    expect(answer.headers()["content-type"]).toBe("audio/wav");
    expect((await answer.body()).length).toBeGreaterThan(16_000);
    await page.getByLabel("PIN").fill("2468");
    await page.getByRole("button", { name: "Set PIN" }).click();
    await page.getByText("The PIN is set.").waitFor();
    await isSound(window);
    await window.picture("my-greeting");
  });

  it("calls a colleague from the directory: the own phone rings first", async () => {
    await using window = await asAlice();
    const { page } = window;
    await window.visit("/my/directory", "Directory");
    const from = phone.events.all.length;
    await page.getByLabel("Name or extension").fill("bru");
    await page.getByRole("button", { name: "Call Bruno Petit" }).click();
    await phone.tells("CALL_INCOMING", { from });
    await page.getByText(/^Pick up your phone/).waitFor();
    // Live: colleagues see who is on the telephone, and not with whom.
    await using watching = await portal.openAsEmployee({ email: "dora@example.com", password: PASSWORD });
    await watching.visit("/my/directory", "Directory");
    const row = watching.page.getByRole("listitem").filter({ hasText: "Alice Martin" });
    await row.getByText("Ringing").waitFor();
    await isSound(window);
    await window.picture("directory");
    await phone.hangsUp();
    await row.getByText("Free").waitFor();
    await eventually("the end", async () => {
      const { items } = await portal.offhook.api.do<{ items: unknown[] }>("GET", "/calls");
      expect(items).toEqual([]);
    });
    await window.visit("/my/calls", "My calls");
    await page.getByRole("listitem").first().waitFor();
    await isSound(window);
    await window.picture("my-calls");
  });

  it("protects the log-in by an authenticator app and by a passkey, and gets in with either, or with a recovery code", async () => {
    const person = { email: "carla@example.com", password: "carla-knows-it-well" };
    await portal.offhook.api.addUser({ name: "Carla Neri", extension: "1801", ...person });
    // Passkeys are for names of hosts.
    await using window = await portal.open({ host: "localhost" });
    const { page } = window;
    await addVirtualAuthenticator(window);
    const logIn = async (): Promise<void> => {
      await page.goto("/");
      await page.getByLabel("E-mail address").fill(person.email);
      await page.getByLabel("Password", { exact: true }).fill(person.password);
      await page.keyboard.press("Enter");
    };
    const logOut = async (): Promise<void> => {
      await page.getByRole("button", { name: /^Your menu/ }).click();
      await page.getByRole("menuitem", { name: "Log out" }).click();
      await page.getByRole("heading", { level: 1, name: "Log in" }).waitFor();
    };
    const prove = async (): Promise<void> => {
      await page.getByRole("dialog").getByLabel("Current password").fill(person.password);
      await page.keyboard.press("Enter");
    };
    await logIn();
    await page.getByRole("heading", { level: 1, name: "My phone" }).waitFor();
    await page.getByRole("link", { name: "My account" }).click();
    await page.getByRole("button", { name: "Set up : Authenticator app" }).click();
    await prove();
    await page.getByRole("img", { name: "The key of your account as a QR code" }).waitFor();
    const secret = Secret.fromBase32(await page.locator("[data-secret]").innerText());
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("authenticator");
    await page.getByLabel("Code of the app").fill(new TOTP({ secret }).generate());
    await page.keyboard.press("Enter");
    const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
    await codes.first().waitFor();
    const [recoveryCode = ""] = await codes.allTextContents();
    await window.picture("recovery-codes");
    await page.getByRole("button", { name: "I have kept them" }).click();

    await page.getByRole("button", { name: "Add : New passkey" }).click();
    await prove();
    await page.getByLabel("Name of the passkey").fill("My laptop");
    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "My laptop" }).waitFor();
    await isSound(window);
    await window.picture("second-factor");

    await logOut();
    await logIn();
    await page.getByRole("button", { name: "Use the passkey" }).click();
    await page.getByRole("heading", { level: 1, name: "My phone" }).waitFor();
    await logOut();
    await logIn();
    // Each code opens one log-in: that of half a minute on, as by a telephone whose clock is fast.
    const soon = new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 });
    await page.getByLabel("Code", { exact: true }).fill(soon);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "My phone" }).waitFor();
    await logOut();
    await logIn();
    await page.getByLabel("Code", { exact: true }).fill(recoveryCode);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "My phone" }).waitFor();
    await page.getByRole("link", { name: "My account" }).click();
    await page.getByText("9 are left: each opens one log-in without your device.").waitFor();

    await logOut();
    await page.getByRole("button", { name: "Log in with a passkey" }).click();
    await page.getByRole("heading", { level: 1, name: "My phone" }).waitFor();
    expect(window.complaints).toEqual([]);
  });

  it("who has lost the second factor is let in by the password alone, by the office manager", async () => {
    const person = { email: "emil@example.com", password: "emil-knows-it-well" };
    const emil = await portal.offhook.api.addUser({ name: "Emil Roth", extension: "1802", ...person });
    await using window = await portal.openAsEmployee(person);
    const { page } = window;
    const begun = await page.request.post("/api/v1/second-factor/totp", { data: { currentPassword: person.password } });
    const secret = Secret.fromBase32(((await begun.json()) as { readonly secret: string }).secret);
    const code = new TOTP({ secret }).generate();
    expect((await page.request.post("/api/v1/second-factor/totp/confirm", { data: { code } })).status()).toBe(200);
    const logIn = async (): Promise<void> => {
      await page.context().clearCookies();
      await window.visit("/", "Log in");
      await page.getByLabel("E-mail address").fill(person.email);
      await page.getByLabel("Password", { exact: true }).fill(person.password);
      await page.keyboard.press("Enter");
    };
    await logIn();
    await page.getByLabel("Code", { exact: true }).waitFor();

    await using office = await portal.openAsManager();
    await office.visit(`/extensions?open=${emil.id}&tab=advanced`, "Extensions");
    await office.page.getByRole("button", { name: "Take the second factor away" }).click();
    const question = office.page.getByRole("dialog", { name: "Take the second factor of Emil Roth away?" });
    await question.getByRole("button", { name: "Take it away" }).click();
    await office.page.getByText("Emil Roth logs in by the password alone.").waitFor();
    await isSound(office);
    await office.picture("log-in-actions");
    await logIn();
    await page.getByRole("heading", { level: 1, name: "My phone" }).waitFor();
  });

  it("finds all of it on a telephone and in French, and no page of the office manager's", async () => {
    await using window = await asAlice({ width: 375, language: "fr", colours: "dark" });
    const { page } = window;
    for (const [path, heading, picture] of [
      ["/my/phone", "Mon téléphone", "my-phone"],
      ["/my/voicemail", "Messagerie", "my-voicemail"],
      ["/my/calls", "Mes appels", "my-calls"],
      ["/my/directory", "Annuaire", "directory"],
      ["/my/account", "Mon compte", "my-account"],
    ] as const) {
      await window.visit(path, heading);
      await isSound(window);
      await window.picture(`${picture}-375-dark-fr`);
    }
    await page.goto("/extensions");
    await page.getByRole("heading", { level: 1, name: "Cette page n’existe pas" }).waitFor();
  });
});

/** A fingerprint reader that knows every finger (WebDriver's virtual authenticator, WebAuthn §11). */
async function addVirtualAuthenticator({ page }: Window): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("WebAuthn.enable");
  await browser.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
}
