import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Language } from "../vocabulary/language.ts";
import { TemplateFaulty } from "./errors.ts";

/** What each template may name as `{{name}}`. */
const VALUES = {
  voicemail: ["name", "from", "duration", "extension", "received"],
  "voicemail-link": ["name", "from", "duration", "extension", "received", "link"],
  "mailbox-locked": ["name", "extension", "until"],
  "mailbox-full": ["name", "extension", "since"],
  invitation: ["name", "company", "link", "until"],
  "password-reset": ["name", "company", "link", "until"],
  "limit-reached": ["name", "limit", "when"],
  "emergency-called": ["name", "service", "caller", "extension", "device", "number", "site", "when"],
} as const;
export type TemplateName = keyof typeof VALUES;
export type TemplateValues<Name extends TemplateName> = Readonly<Record<(typeof VALUES)[Name][number], string>>;

/** An e-mail's text in both forms. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Templates {
  write<Name extends TemplateName>(name: Name, language: Language, values: TemplateValues<Name>): MailText;
}

const LANGUAGES: readonly Language[] = ["en", "fr"];
const PLACE = /\{\{(\w+)\}\}/g;

/**
 * Reads config/mail: `<language>/<name>.txt`, whose first line is the subject, and `<name>.html`.
 *
 * @throws TemplateFaulty
 */
export async function readTemplates(folder: string): Promise<Templates> {
  const texts = new Map<string, MailText>();
  for (const language of LANGUAGES) {
    for (const name of Object.keys(VALUES) as TemplateName[]) {
      texts.set(`${language}/${name}`, await readTemplate(folder, `${language}/${name}`, VALUES[name]));
    }
  }
  return {
    write(name, language, values) {
      const template = texts.get(`${language}/${name}`);
      if (template === undefined) throw new TemplateFaulty(`${language}/${name}`, "is missing");
      const known: Readonly<Record<string, string>> = values;
      const fill = (text: string, written: (value: string) => string): string =>
        text.replaceAll(PLACE, (_, key: string) => written(known[key] ?? ""));
      return {
        subject: fill(template.subject, oneLine),
        text: fill(template.text, oneLine),
        html: fill(template.html, (value) => escaped(oneLine(value))),
      };
    },
  };
}

async function readTemplate(folder: string, name: string, allowed: readonly string[]): Promise<MailText> {
  const plain = await read(folder, `${name}.txt`);
  const html = await read(folder, `${name}.html`);
  const { subject, text } = /^Subject: (?<subject>[^\n]+)\n\n(?<text>[^]*)$/.exec(plain)?.groups ?? {};
  if (subject === undefined || text === undefined)
    throw new TemplateFaulty(`${name}.txt`, 'must begin with "Subject: …" and an empty line');
  for (const [, key = ""] of `${plain}${html}`.matchAll(PLACE)) {
    if (!allowed.includes(key)) throw new TemplateFaulty(name, `{{${key}}} is none of ${allowed.join(", ")}`);
  }
  return { subject, text, html };
}

async function read(folder: string, file: string): Promise<string> {
  try {
    return await readFile(join(folder, file), "utf8");
  } catch (cause) {
    throw new TemplateFaulty(file, "can't be read", { cause });
  }
}

/**
 * A caller's name comes from outside: it must not begin a header of its own, show itself as another text, nor be read as
 * an encoded word (RFC 2047 §2: "=?"), which a mail reader would decode in the subject.
 */
function oneLine(value: string): string {
  return value
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll(/[\p{Cf}\p{Cs}]+/gu, "")
    .replaceAll("=?", "= ?");
}

function escaped(value: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return value.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}
