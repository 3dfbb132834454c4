import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Offhook } from "../support/offhook.ts";
import { smtpPeer, type SmtpPeer } from "../support/smtp-peer.ts";
import { ADMIN, Portal } from "./support/portal.ts";

/** What a first visit may weigh, compressed. */
const MOST_BYTES = 300_000;
const EMPLOYEE = { email: "emma@example.com", password: "a-password-of-emma" };

let mail: SmtpPeer;
let portal: Portal;
beforeAll(async () => {
  mail = await smtpPeer();
  portal = await Portal.start({ environment: { SMTP_URL: mail.url, MAIL_FROM: "Offhook <pbx@example.com>" } });
  await portal.offhook.api.addUser({ name: "Emma Moreau", extension: "1001", ...EMPLOYEE });
});
afterAll(async () => {
  await portal[Symbol.asyncDispose]();
  await mail[Symbol.asyncDispose]();
});

/** Where the link leads that was mailed to this person, once it has come. */
async function linkTo(email: string, kind: "invitation" | "reset"): Promise<string> {
  const found = (): string | undefined => {
    const texts = mail.accepted.filter(({ to }) => to === email).map(({ raw }) => raw.replaceAll("=\r\n", ""));
    const links = texts.map((text) => /\/portal\/(\w+)\?token=(?:3D)?([\w-]+)/.exec(text));
    const link = links.find((one) => one?.[1] === kind);
    return link == null ? undefined : `/portal/${kind}?token=${link[2]}`;
  };
  await expect.poll(found, { timeout: 30_000 }).toBeDefined();
  return found() ?? "";
}

describe("the portal", () => {
  it("weighs less than 300 kB on the first visit, home page included", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/", "Home");
    const bytes = await page.evaluate<number>(`{
      // What is fetched ahead, for pages that may be gone to, is no part of it.
      const [{ startTime: until } = { startTime: Infinity }] = performance.getEntriesByName("pages-ahead");
      performance.getEntriesByType("resource")
        .filter(({ name, startTime }) => name.includes("/assets/") && startTime < until)
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)
    }`);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(MOST_BYTES);
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("home");
    expect(window.complaints).toEqual([]);
  });

  it("speaks the other language at once where it is chosen, on the open page and on the next", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/groups", "Groups");
    await page.getByRole("button", { name: /^Your menu/ }).click();
    await page.getByText("Français", { exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Groupes" }).waitFor();
    await page.getByText("Plusieurs personnes jointes par un seul numéro.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Conférences" }).click();
    await page.getByRole("heading", { level: 1, name: "Conférences" }).waitFor();
    expect(window.complaints).toEqual([]);
  });

  it("leads to each of the office manager's pages within two steps by keyboard, and says in which group each is", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/", "Home");
    const navigation = page.getByRole("navigation", { name: "Main navigation" });
    const links = navigation.getByRole("link");
    expect(await links.allTextContents()).toEqual(["Home"]); // the rest is in groups
    const groups = ["People", "Call routing", "Calls", "Administration", "My area"];
    for (const group of groups) {
      const button = navigation.getByRole("button", { name: group });
      await button.focus();
      await page.keyboard.press("Enter");
      await expect.poll(() => button.getAttribute("aria-expanded")).toBe("true");
    }
    await expect.poll(() => links.count()).toBe(1 + 3 + 6 + 2 + 6 + 6);
    await navigation.getByRole("link", { name: "Trunks" }).waitFor();
    await window.picture("navigation");
    await navigation.getByRole("link", { name: "Call history" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Call history" }).waitFor();
    expect(await navigation.locator('[aria-current="page"]').allTextContents()).toEqual(["Call history"]);
    // Folded away, the group stands for the page.
    await navigation.getByRole("button", { name: "Calls" }).click();
    await expect.poll(() => navigation.locator('[aria-current="true"]').allTextContents()).toEqual(["Calls"]);
    expect(await window.accessibilityFaults()).toEqual([]);

    // Icons alone: a menu for each group.
    await navigation.getByRole("button", { name: "Make the navigation narrow" }).click();
    await navigation.getByRole("button", { name: "Administration" }).press("Enter");
    await window.picture("navigation-narrow");
    await page.getByRole("menuitem", { name: "Sites" }).click();
    await page.getByRole("heading", { level: 1, name: "Sites" }).waitFor();
    await page.getByRole("menu").waitFor({ state: "detached" }); // it closes with the page that it led to
    expect(await window.accessibilityFaults()).toEqual([]);
    expect(window.complaints).toEqual([]);
  });

  it("has the same groups in a pocket, in French and in the dark, and names the open page's", async () => {
    await using window = await portal.openAsManager({ width: 375, language: "fr", colours: "dark" });
    const { page } = window;
    await window.visit("/", "Accueil");
    await page.getByRole("button", { name: "Menu", exact: true }).click();
    await page.getByRole("button", { name: "Routage" }).click();
    await page.getByRole("link", { name: "Groupes" }).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("navigation-375-dark");
    await page.getByRole("link", { name: "Groupes" }).click();
    await page.getByRole("heading", { level: 1, name: "Groupes" }).waitFor();
    await page.getByRole("main").getByText("Routage").waitFor();
    expect(await window.fitsWidth()).toBe(true);
    expect(window.complaints).toEqual([]);
  });

  it("lets a session that has expired in a form be logged in again over the page, and goes on", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    const user = await portal.offhook.api.addUser({ name: "Farid", email: "farid@example.com", extension: "1100" });
    await window.visit(`/extensions?open=${user.id}`, "Extensions");
    const drawer = page.getByRole("dialog", { name: "Farid" });
    await drawer.getByLabel("Name").fill("Farid Benali");
    await page.context().clearCookies();
    await drawer.getByRole("button", { name: "Save" }).click();

    const dialog = page.getByRole("dialog", { name: "Your session has expired" });
    expect(await dialog.getByLabel("E-mail address").inputValue()).toBe(ADMIN.email);
    await dialog.getByLabel("Password", { exact: true }).fill(ADMIN.password);
    await window.picture("expired");
    await page.keyboard.press("Enter");
    await expect
      .poll(async () => (await portal.offhook.api.do<{ name: string }>("GET", `/users/${user.id}`)).name)
      .toBe("Farid Benali");
  });

  it("invites a new user by mail, who chooses a password; and mails them a way in when it is forgotten", async () => {
    const email = "ines@example.com";
    await using manager = await portal.openAsManager();
    await manager.visit("/extensions", "Extensions");
    await manager.page.getByRole("button", { name: "Add user" }).click();
    const dialog = manager.page.getByRole("dialog", { name: "Add a user" });
    await dialog.getByLabel("Name").fill("Inès Faure");
    await dialog.getByLabel("E-mail address").fill(email);
    await dialog.getByRole("button", { name: "Continue" }).click();
    await dialog.getByText(`An invitation is on its way to ${email}.`).waitFor();

    await using window = await portal.open();
    const { page } = window;
    await page.goto(await linkTo(email, "invitation"));
    await page.getByText(/^Hello Inès Faure\./).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("invitation");
    await page.getByLabel("New password").fill("ines-knows-it-well");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "My phone" }).waitFor();

    await using elsewhere = await portal.open();
    await elsewhere.visit("/", "Log in");
    await elsewhere.page.getByRole("button", { name: "Forgotten the password?" }).click();
    await elsewhere.page.getByLabel("E-mail address").fill(email);
    await elsewhere.page.keyboard.press("Enter");
    await elsewhere.page.getByText(/^If there is an account/).waitFor();
    await elsewhere.page.goto(await linkTo(email, "reset"));
    await elsewhere.page.getByLabel("New password").fill("ines-has-another-one");
    await elsewhere.page.keyboard.press("Enter");
    await elsewhere.page.getByRole("heading", { level: 1, name: "My phone" }).waitFor();
    // Whoever was logged in with the old password isn't any more.
    expect((await page.request.get("/api/v1/me")).status()).toBe(401);
    expect(window.complaints).toEqual([]);
  });

  it("shows an employee none of the office manager's pages", async () => {
    await using window = await portal.openAsEmployee(EMPLOYEE);
    const { page } = window;
    await page.goto("/extensions");
    await page.getByRole("heading", { level: 1, name: "There is no such page" }).waitFor();
    expect(await page.getByRole("link", { name: "Extensions" }).count()).toBe(0);
  });

  it("lets no script or style in that isn't its own", async () => {
    const answer = await fetch(`${portal.address}/anywhere`, { headers: { accept: "text/html" } });
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain("unsafe");
    const html = await answer.text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });

  it("says that the system is away, and comes back with it", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/", "Home");
    await portal.offhook.stop();
    await page.getByText("The system can't be reached.").waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("away");

    await using again = await Offhook.start({ dataDir: portal.offhook.dataDir, ports: portal.offhook.ports });
    await page.getByText("The system is back.").waitFor();
    await page.getByRole("button", { name: "People" }).click();
    await page.getByRole("link", { name: "Extensions" }).click();
    await page.getByRole("row", { name: /Emma Moreau/ }).waitFor();
    expect(await again.api.isReady()).toBe(true);
  });
});
