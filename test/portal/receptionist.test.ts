import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toneFile } from "../support/wav-file.ts";
import { Portal, type Window } from "./support/portal.ts";

interface Hours {
  readonly weekly: readonly { readonly day: string; readonly from: string; readonly to: string }[];
  readonly specialDays: readonly object[];
}
interface Receptionist {
  readonly tries: number;
  readonly waitSeconds: number;
  readonly noInputSeconds: number;
  readonly hours: Hours;
}

let portal: Portal;
let id: string;
beforeAll(async () => {
  // With a provider, who gives the numbers out.
  portal = await Portal.start({ environment: { OPERATOR_TOKEN: "a-token-of-the-provider-of-tests" } });
  const weekly = [{ day: "monday", from: "09:00", to: "17:15" }];
  const added = await portal.offhook.api.do<{ id: string }>("POST", "/receptionists", {
    ...{ name: "Front desk", extension: "5001", tries: 3, waitSeconds: 6 },
    // Not the zone of the browser, nor that of the company.
    hours: { timeZone: "Pacific/Auckland", weekly, holidays: null, specialDays: [] },
  });
  id = added.id;
});
afterAll(() => portal[Symbol.asyncDispose]());

const stored = (): Promise<Receptionist> => portal.offhook.api.do("GET", `/receptionists/${id}`);
const open = async (window: Window): Promise<void> => window.visit(`/receptionists?open=${id}`, "Front desk");

describe("the office manager's receptionist", () => {
  it("opens by the week that is painted with the mouse and by keyboard", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await open(window);
    const cell = (name: string) => page.getByRole("button", { name, exact: true });
    // By mouse: Tuesday and Wednesday from 10 to 12.
    await cell("Tuesday, 10:00").hover();
    await page.mouse.down();
    await cell("Wednesday, 11:00").hover();
    await cell("Wednesday, 11:30").hover();
    await page.mouse.up();
    // By keyboard: Monday gets half an hour more in the morning, and keeps its quarter of an hour in the evening.
    await cell("Monday, 08:00").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    await expect.poll(() => cell("Monday, 08:30").getAttribute("aria-pressed")).toBe("true");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect
      .poll(async () => (await stored()).hours.weekly)
      .toEqual([
        { day: "monday", from: "08:30", to: "17:15" },
        { day: "tuesday", from: "10:00", to: "12:00" },
        { day: "wednesday", from: "10:00", to: "12:00" },
      ]);
    expect(window.complaints).toEqual([]);
  });

  it("has a special day, and says by its own clock whether it is open then", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await open(window);
    await page.getByRole("button", { name: "Add a special day" }).click();
    const day = page.getByRole("group", { name: "Special day 1" });
    await day.getByLabel("First day").fill("2027-12-24");
    await day.getByLabel("Last day").fill("2027-12-24");
    await day.getByRole("button", { name: "Add opening hours" }).click();
    await day.getByLabel("Name").fill("Christmas Eve");
    await page.getByLabel("How often callers are asked").fill("2");
    await page.getByLabel("Seconds to choose a key").fill("9");
    await page.getByLabel("Seconds without any key").fill("40");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect.poll(stored).toMatchObject({
      ...{ tries: 2, waitSeconds: 9, noInputSeconds: 40 },
      hours: {
        specialDays: [
          { name: "Christmas Eve", from: "2027-12-24", to: "2027-12-24", hours: [{ from: "09:00", to: "12:00" }] },
        ],
      },
    });
    // In Paris it is the evening before.
    await page.getByLabel("Date and time in Pacific/Auckland").fill("2027-12-24T11:00");
    const tried = page.getByRole("region", { name: "Try a date" }).getByRole("status");
    await expect.poll(() => tried.textContent()).toMatch(/^Open.*special day: Christmas Eve.*12:00/);
    await page.getByLabel("Date and time in Pacific/Auckland").fill("2027-12-24T12:30");
    await expect.poll(() => tried.textContent()).toMatch(/^Closed.*special day: Christmas Eve/);
    expect(await window.accessibilityFaults()).toEqual([]);
    await window.picture("receptionist");
    expect(window.complaints).toEqual([]);
  });

  it("greets with a file that is uploaded, and when closed with what is recorded in the browser", async () => {
    await using window = await portal.openAsManager();
    const { page } = window;
    await open(window);
    const greetings = page.getByRole("region", { name: "Greeting" });
    const [choosing] = await Promise.all([
      page.waitForEvent("filechooser"),
      greetings.getByRole("button", { name: "Upload" }).first().click(),
    ]);
    await choosing.setFiles({ name: "welcome.wav", mimeType: "audio/wav", buffer: toneFile(600, 1_200) });
    await greetings.getByRole("button", { name: "Save", exact: true }).click();
    await greetings.getByRole("button", { name: "Back to the standard greeting" }).waitFor();

    await greetings.getByRole("button", { name: "Record" }).last().click();
    await greetings.getByRole("button", { name: "Stop recording" }).waitFor();
    await page.waitForTimeout(1_500); // speaking: the browser's own microphone beeps
    await greetings.getByRole("button", { name: "Stop recording" }).click();
    await greetings.getByRole("button", { name: "Save", exact: true }).click();
    await expect.poll(() => greetings.getByRole("button", { name: "Back to the standard greeting" }).count()).toBe(2);
    for (const greeting of ["open", "closed"]) {
      const answer = await page.request.get(`/api/v1/receptionists/${id}/greetings/${greeting}`);
      expect(answer.headers()["content-type"]).toBe("audio/wav");
      expect((await answer.body()).length).toBeGreaterThan(4_000);
    }
    expect(window.complaints).toEqual([]);
  });
});

describe("the office manager of a company whose provider gives numbers out", () => {
  it("is not offered to add a number", async () => {
    await using window = await portal.openAsManager();
    await window.visit("/phone-numbers", "Phone numbers");
    await window.page.getByText("Your provider gives you numbers").waitFor();
    expect(await window.page.getByRole("button", { name: "Add a number" }).count()).toBe(0);
  });
});
