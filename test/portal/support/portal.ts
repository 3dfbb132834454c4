import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from "playwright-core";
import { expect } from "vitest";
import { defined } from "../../../src/runtime/defined.ts";
import { Offhook, type OffhookOptions } from "../../support/offhook.ts";

export const ADMIN = { email: "manager@example.com", password: "a-password-for-tests" };

/** A machine with two cores runs a browser, the product and phones at once. */
const PATIENCE_MS = 30_000;
/** Without windows it needs a third of the processor time; the other one does where only that is to be had. */
const CHROMIUM = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path));

export interface OpenOptions {
  readonly language?: "en" | "fr";
  readonly colours?: "light" | "dark";
  /** 1440 for a desk, 375 for a telephone. */
  readonly width?: number;
  /** Passkeys are for names of hosts, not for addresses (WebAuthn §5.1.2). */
  readonly host?: string;
}

export interface PortalOptions extends OffhookOptions {
  /** A WAV file that the browser's microphone says over and over. Default: it beeps. */
  readonly microphone?: string;
}

/** The whole product and one browser in front of it. */
export class Portal implements AsyncDisposable {
  readonly offhook: Offhook;
  readonly #browser: Browser;

  private constructor(offhook: Offhook, browser: Browser) {
    this.offhook = offhook;
    this.#browser = browser;
  }

  static async start({ environment, microphone, ...options }: PortalOptions = {}): Promise<Portal> {
    const credentials = { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password };
    const offhook = await Offhook.start({ ...options, environment: { ...credentials, ...environment } });
    try {
      // Most tests are of an office that has been set up.
      await offhook.api.do("PATCH", "/tenant", { setUpDone: true });
      const browser = await chromium.launch({
        ...defined({ executablePath: CHROMIUM }),
        // In a container its sandbox needs rights that root there has not; /dev/shm is small there.
        args: [
          "--no-sandbox",
          "--disable-dev-shm-usage",
          "--use-fake-device-for-media-stream",
          "--use-fake-ui-for-media-stream",
          // The product is on this machine, and a person would have touched the page.
          "--allow-loopback-in-peer-connection",
          "--autoplay-policy=no-user-gesture-required",
          ...(microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
        ],
      });
      return new Portal(offhook, browser);
    } catch (failure) {
      await offhook[Symbol.asyncDispose]();
      throw failure;
    }
  }

  get address(): string {
    return `http://127.0.0.1:${this.offhook.ports.http}`;
  }

  /** A browser window of one person: own cookies, own language. */
  async open(options: OpenOptions = {}): Promise<Window> {
    const { language = "en", colours = "light", width = 1440, host } = options;
    const context = await this.#browser.newContext({
      baseURL: host === undefined ? this.address : `http://${host}:${this.offhook.ports.http}`,
      locale: language === "fr" ? "fr-FR" : "en-GB",
      timezoneId: "Europe/Paris",
      colorScheme: colours,
      viewport: { width, height: width < 600 ? 812 : 900 },
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript(`localStorage.setItem("offhook.language", "${language}")`);
    return Window.of(context);
  }

  /** A window of the administrator, logged in. */
  async openAsManager(options: OpenOptions = {}): Promise<Window> {
    return this.#openAs(ADMIN, options);
  }

  /** A window of an employee, whose account is made for it. */
  async openAsEmployee(
    employee: { readonly email: string; readonly password: string },
    options: OpenOptions = {},
  ): Promise<Window> {
    return this.#openAs(employee, options);
  }

  async #openAs(
    { email, password }: { readonly email: string; readonly password: string },
    options: OpenOptions,
  ): Promise<Window> {
    const window = await this.open(options);
    const answer = await window.page.request.post("/api/v1/sessions", { data: { email, password } });
    expect(answer.status(), await answer.text()).toBe(201);
    return window;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.offhook[Symbol.asyncDispose]();
  }
}

/** One person's window, and what its pages complained of. */
export class Window implements AsyncDisposable {
  readonly page: Page;
  /** Errors of scripts and of the Content-Security-Policy; a test expects none. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    page.on("pageerror", (failure) => this.complaints.push(failure.message));
    page.on("console", (message) => {
      // A refusal of the API is told by the page itself; the browser notes it too.
      const isRefusal = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isRefusal) this.complaints.push(message.text());
    });
  }

  static async of(context: BrowserContext): Promise<Window> {
    return new Window(context, await context.newPage());
  }

  /** The same person in one more tab. */
  anotherTab(): Promise<Window> {
    return Window.of(this.#context);
  }

  /** Opens a page and waits until its heading stands and nothing in it is still on its way. */
  async visit(path: string, heading: string | RegExp): Promise<void> {
    await this.page.goto(path);
    try {
      await this.page.getByRole("heading", { level: 1, name: heading }).waitFor();
    } catch (cause) {
      throw new Error(`${path} does not show ${String(heading)}: ${this.complaints.join("; ")}`, { cause });
    }
    await this.settled();
  }

  /** Nothing that can be seen is on its way: a tab that was never opened waits as long as it likes. */
  async settled(): Promise<void> {
    await expect.poll(() => this.page.locator('[aria-busy="true"]:visible').count(), { timeout: PATIENCE_MS }).toBe(0);
  }

  /** Types once this field has the focus: what is typed before that goes elsewhere. */
  async types(field: Locator, text: string): Promise<void> {
    await field.and(this.page.locator(":focus")).waitFor();
    await this.page.keyboard.type(text);
  }

  /** In the menu that has just opened: types what is looked for, and takes it. */
  async picks(menu: string | RegExp, sought: string): Promise<void> {
    await this.types(this.page.locator("input").and(this.page.getByLabel(menu)), sought);
    await this.page.getByRole("option", { name: sought }).first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** What axe-core finds serious or critical on the page as it stands. */
  async accessibilityFaults(): Promise<readonly string[]> {
    await this.page.evaluate(`${axe.source}; undefined`);
    const { violations } = await this.page.evaluate<axe.AxeResults>(
      "axe.run(document, { resultTypes: ['violations'] })",
    );
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  }

  /** A picture for who looks at the pages, where OFFHOOK_SCREENSHOTS names a folder. */
  async picture(name: string): Promise<void> {
    const folder = process.env["OFFHOOK_SCREENSHOTS"];
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  /** True where nothing sticks out at the side: a telephone shows the whole width. */
  async fitsWidth(): Promise<boolean> {
    return (await this.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")) === true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }
}
