import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SipPeer } from "../support/sip-peer.ts";
import { header } from "../support/sip-text.ts";
import { Portal } from "./support/portal.ts";

let portal: Portal;

beforeAll(async () => {
  portal = await Portal.start();
});
afterAll(() => portal[Symbol.asyncDispose]());

describe("the office manager", () => {
  it("finds out in the journal who gave a user another name, and what it was before", async () => {
    const { api } = portal.offhook;
    const user = await api.addUser({ name: "Nadia Petit", email: "nadia@example.com", extension: "1201" });
    await api.addNumber("+33170003001", null);
    await api.do("PATCH", `/users/${user.id}`, { name: "Nadia Grand" });
    await using window = await portal.openAsManager();
    const { page } = window;
    await window.visit("/journal", "Journal");
    await page.getByRole("row", { name: /Added: 01 70 00 30 01 \(phone number\)/ }).waitFor();
    await page.getByRole("combobox", { name: "Everything" }).click();
    await page.getByRole("option", { name: "User", exact: true }).click();
    await page.getByRole("row", { name: /01 70 00 30 01/ }).waitFor({ state: "detached" });
    await page
      .getByRole("row", { name: /Changed: Nadia Grand \(user\) – Name/ })
      .getByRole("button")
      .click();
    const drawer = page.getByRole("dialog", { name: /^Change by/ });
    await drawer.getByRole("row", { name: "Name Nadia Petit Nadia Grand" }).waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("journal");
    await drawer.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("dialog", { name: "Undo this change?" }).getByRole("button", { name: "Undo" }).click();
    await page.getByText("It is undone.").waitFor();
    expect((await api.do<{ name: string }>("GET", `/users/${user.id}`)).name).toBe("Nadia Petit");
    expect(window.complaints).toEqual([]);
  });

  it("adds a trunk on a telephone's screen, and sees that the provider knows it", async () => {
    await using provider = await SipPeer.open({ server: portal.offhook.sip });
    await using window = await portal.openAsManager({ width: 375, colours: "dark", language: "fr" });
    const { page } = window;
    await window.visit("/trunks", "Lignes");
    await page.getByRole("button", { name: "Ajouter une ligne" }).first().click();
    const form = page.getByRole("dialog", { name: "Ajouter une ligne" });
    await form.getByLabel("Nom", { exact: true }).fill("Opérateur");
    await form.getByLabel("Identifiant").fill("33170003000");
    await form.getByLabel("Mot de passe", { exact: true }).fill("as the provider gave it");
    await form.getByLabel("Serveur").fill("no such server");
    await form.getByLabel("Port", { exact: true }).fill(String(provider.port));
    await form.getByRole("button", { name: "Ajouter" }).click();
    // Nothing that was typed is lost by the refusal.
    await form.getByRole("alert").waitFor();
    expect(await form.getByLabel("Nom", { exact: true }).inputValue()).toBe("Opérateur");
    expect(await window.accessibilityFaults()).toEqual([]);
    await form.getByLabel("Serveur").fill(provider.address);
    await form.getByRole("button", { name: "Ajouter" }).click();

    const drawer = page.getByRole("dialog", { name: "Opérateur" });
    const register = await provider.receivesRequest("REGISTER");
    provider.respond(register, 200, "OK", { headers: [`Contact: ${header(register, "Contact")};expires=3600`] });
    await drawer.getByText("Tout est en ordre : les appels passent.").waitFor();
    expect(await window.accessibilityFaults()).toEqual([]);
    expect(await window.fitsWidth()).toBe(true);
    await window.picture("trunk-375-dark");
    expect(window.complaints).toEqual([]);
  });
});
