import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Softphone } from "../support/baresip.ts";
import { freePorts, TRUNK_ADDRESS } from "../support/offhook.ts";
import { SipPeer } from "../support/sip-peer.ts";
import { header } from "../support/sip-text.ts";
import { CLIENT, startOpenIdProvider, type OpenIdProvider } from "../support/open-id-provider.ts";
import { ADMIN, Portal } from "./support/portal.ts";

let accounts: OpenIdProvider;
let portal: Portal;
beforeAll(async () => {
  accounts = await startOpenIdProvider();
  const ports = await freePorts();
  const environment = {
    PUBLIC_URL: `http://127.0.0.1:${ports.http}`,
    ...{ OIDC_ISSUER: accounts.issuer, OIDC_NAME: "Atelier ID" },
    ...{ OIDC_CLIENT_ID: CLIENT.clientId, OIDC_CLIENT_SECRET: CLIENT.clientSecret },
  };
  portal = await Portal.start({ ports, environment });
});
afterAll(async () => {
  await portal[Symbol.asyncDispose]();
  await accounts[Symbol.asyncDispose]();
});

describe("the log-in", () => {
  it("lets the office manager in by keyboard, says when the password is wrong, and lets out again", async () => {
    await using window = await portal.open();
    const { page } = window;
    await window.visit("/", "Log in");
    await window.types(page.locator("input"), ADMIN.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type("not the password");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("password is wrong");
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("log-in");

    await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();

    await page.getByRole("button", { name: /^Your menu/ }).click();
    await page.getByRole("menuitem", { name: "Log out" }).click();
    await page.getByRole("heading", { level: 1, name: "Log in" }).waitFor();
    expect((await page.request.get("/api/v1/me")).status()).toBe(401);
    expect(window.complaints).toEqual([]);
  });

  it("leads to the company's own provider of log-ins and back, and says when nobody here is meant", async () => {
    await using window = await portal.open();
    const { page } = window;
    await window.visit("/", "Log in");
    accounts.person = { email: "stranger@example.com", email_verified: true };
    await page.getByRole("link", { name: "Log in with Atelier ID" }).click();
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("nobody here has your e-mail address");
    expect(await window.accessibilityFaults()).toEqual([]);

    accounts.person = { email: ADMIN.email, email_verified: true };
    await page.getByRole("link", { name: "Log in with Atelier ID" }).click();
    await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
    expect(new URL(page.url()).search).toBe("");

    await page.getByRole("button", { name: /^Your menu/ }).click();
    await page.getByRole("menuitem", { name: "Log out" }).click();
    await page.getByRole("link", { name: "Log in with Atelier ID" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(window.complaints).toEqual([]);
  });
});

describe("the first set-up", () => {
  it("leads from the first log-in to a line that the provider knows and a telephone that is registered", async () => {
    // Not the address of the phone: what comes from a trunk is a call of the provider.
    await using provider = await SipPeer.open({ server: portal.offhook.sip, address: TRUNK_ADDRESS });
    await portal.offhook.api.do("PATCH", "/tenant", { setUpDone: false });
    await using window = await portal.openAsManager();
    const { page } = window;
    await page.goto("/");
    await page.getByRole("heading", { level: 1, name: "First set-up" }).waitFor();
    await page.getByLabel("Name of the company").fill("Atelier Martin");
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("set-up");
    await page.getByRole("button", { name: "Continue" }).click();

    await page.getByLabel("Current password").fill(ADMIN.password);
    await page.getByLabel("New password").fill("another-password-for-tests");
    await page.keyboard.press("Enter");

    await page.getByLabel("Server").fill(`${provider.address}:${provider.port}`);
    await page.getByLabel("Name", { exact: true }).fill("The provider");
    await page.getByLabel("User name").fill("33170000000");
    await page.getByLabel("Password", { exact: true }).fill("as the provider gave it");
    await page.getByRole("button", { name: "Continue" }).click();
    const register = await provider.receivesRequest("REGISTER");
    provider.respond(register, 200, "OK", { headers: [`Contact: ${header(register, "Contact")};expires=3600`] });
    await page.getByText("Your provider knows the system: calls pass.").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();

    await page.getByLabel("Main number").fill("01 70 00 00 99");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByLabel("Name of the phone").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    const card = page.getByRole("group", { name: "Set-up of the phone" });
    await card.waitFor();
    const values = card.locator(".mantine-Text-root[data-value]");
    await values.nth(2).waitFor();
    const [server = "", username = "", password = ""] = await values.allTextContents();
    await using _phone = await Softphone.start({ server, username, password, hears: 440 });
    await page.getByText(/^The phone is connected/).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("set-up-phone");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("The telephone system is set up.").waitFor();
    await page.getByRole("button", { name: "To the home page" }).click();
    await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();

    const { api } = portal.offhook;
    expect(await api.do("GET", "/tenant")).toMatchObject({
      ...{ name: "Atelier Martin", mainNumber: "+33170000099" },
      setUpDone: true, // for every administrator, in every browser
    });
    const { items } = await api.do<{ items: { id: string }[] }>("GET", "/users");
    expect(await api.do("GET", "/phone-numbers/+33170000099")).toMatchObject({
      destination: { kind: "user", id: items[0]?.id },
    });
    expect(window.complaints).toEqual([]);
  });
});
