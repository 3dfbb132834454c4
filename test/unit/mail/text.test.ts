import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../../src/mail/outcome.ts";
import { readTemplates } from "../../../src/mail/template.ts";
import { tempFolder } from "../../support/temp-folder.ts";

describe("the templates of config/mail", () => {
  it("keep what comes from outside out of headers and markup", async () => {
    const templates = await readTemplates("config/mail");
    const values = { name: "A", from: '"><script>\r\nBcc: x', duration: "0:05", extension: "1", received: "today" };
    const { subject, text, html } = templates.write("voicemail", "en", values);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).toContain('"><script> Bcc: x left a message');
    expect(html).not.toContain("<script>");
    expect(html).toContain("&quot;&gt;&lt;script&gt;");
  });

  it("are refused at the start when one names what there isn't", async () => {
    await using folder = await tempFolder("offhook-templates-");
    await mkdir(join(folder.path, "en"));
    await writeFile(join(folder.path, "en", "voicemail.txt"), "Subject: {{caller}}\n\nHello");
    await writeFile(join(folder.path, "en", "voicemail.html"), "Hello");
    await expect(readTemplates(folder.path)).rejects.toThrow("{{caller}} is none of name, from");
    await writeFile(join(folder.path, "en", "voicemail.txt"), "Hello");
    await expect(readTemplates(folder.path)).rejects.toMatchObject({ code: "SW_TEMPLATE_FAULTY" });
  });
});

describe("an attempt that came to nothing", () => {
  it.each([
    [{ code: "EENVELOPE", responseCode: 550, response: "550 5.1.1 unknown" }, "refused", "550 5.1.1 unknown"],
    [{ code: "EENVELOPE", responseCode: 451, response: "451 greylisted" }, "deferred", "451 greylisted"],
    [{ code: "EMESSAGE", responseCode: 554, response: "554 spam" }, "refused", "554 spam"],
    [{ code: "EAUTH", responseCode: 535, response: "535 bad password" }, "deferred", "535 bad password"],
    [{ code: "EPROTOCOL", responseCode: 554, response: "554 no service" }, "deferred", "554 no service"],
    [{ code: "ESOCKET" }, "deferred", "mail server not reached"],
    [{ code: "ETIMEDOUT" }, "deferred", "mail server did not answer in time"],
    [new Error("odd"), "deferred", "not sent (unknown)"],
  ])("%o is %s", (failure, kind, reason) => {
    expect(outcomeOf(failure)).toMatchObject({ kind, reason });
  });

  it("as too large may be tried without the recording", () => {
    expect(outcomeOf({ code: "EMESSAGE", responseCode: 552, response: "552 big" })).toMatchObject({ tooLarge: true });
    const enhanced = { code: "EENVELOPE", responseCode: 550, response: "550 5.3.4 big" };
    expect(outcomeOf(enhanced)).toMatchObject({ tooLarge: true });
  });
});
