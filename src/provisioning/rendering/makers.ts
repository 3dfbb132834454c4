import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { PhoneTemplateFaulty } from "../errors.ts";
import { FORMATS, type Format } from "./formats.ts";
import { parseTemplate, TemplateFault, type Template } from "./template.ts";

const FileSchema = Type.Object(
  {
    name: Type.String({ description: "{mac} and {MAC} stand for the phone's address" }),
    template: Type.String(),
    format: Type.Union(FORMATS.map((format) => Type.Literal(format))),
    contentType: Type.String(),
    secret: Type.Boolean({ description: "Whether the account's password is in it" }),
  },
  { additionalProperties: false },
);

/** `maker.json`: what is peculiar to the phones of one maker. */
const MakerSchema = Type.Object(
  {
    name: Type.String(),
    files: Type.Array(FileSchema, { minItems: 1 }),
    phoneBook: Type.Optional(FileSchema),
    needsMac: Type.Boolean({ description: "Whether the phone asks with its MAC address" }),
    start: Type.Union([Type.Literal("folder"), Type.Literal("file"), Type.Literal("qr")], {
      description:
        "What the phone is given: the folder it adds a file's name to, the address of its first file, the same as a QR code",
    }),
    resync: Type.Union([Type.String(), Type.Null()], { description: "Event of the NOTIFY by which it reads again" }),
    forgets: Type.Boolean({
      description: "Whether it forgets what a file doesn't say, so that each one has a password",
    }),
    keys: Type.Integer({ minimum: 0, maximum: 200, description: "The most programmable keys that a file sets" }),
    words: Type.Record(Type.String(), Type.Record(Type.String(), Type.String()), {
      description: "The maker's words for ours: languages, tones (by country), transports; `*` for all others",
    }),
  },
  { additionalProperties: false },
);

type MakerText = Type.Static<typeof MakerSchema>;

/** A file that phones of a maker ask for. */
export interface MakerFile extends Omit<Type.Static<typeof FileSchema>, "template" | "format"> {
  readonly template: Template;
  readonly format: Format;
}

/** A maker of phones, with the templates of its files. */
export interface Maker extends Omit<MakerText, "files" | "phoneBook"> {
  /** Folder of config/phones. */
  readonly id: string;
  readonly files: readonly MakerFile[];
  readonly phoneBook: MakerFile | undefined;
}

/** All makers, by their folder's name. */
export type Makers = ReadonlyMap<string, Maker>;

/** Reads config/phones: a folder a maker, with `maker.json` and the templates that it names. @throws PhoneTemplateFaulty */
export async function readMakers(folder: string): Promise<Makers> {
  const entries = await readdir(folder, { withFileTypes: true });
  const ids = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const makers = await Promise.all(ids.sort().map(async (id) => [id, await readMaker(folder, id)] as const));
  return new Map(makers);
}

async function readMaker(folder: string, id: string): Promise<Maker> {
  const file = join(id, "maker.json");
  const text = await readText(folder, file);
  const maker = parseMaker(text, file);
  const withTemplate = async ({ template, ...rest }: MakerText["files"][number]): Promise<MakerFile> => {
    const source = await readText(folder, join(id, template));
    return { ...rest, template: parsed(source, join(id, template)) };
  };
  const { phoneBook } = maker;
  return {
    ...maker,
    id,
    files: await Promise.all(maker.files.map(withTemplate)),
    phoneBook: phoneBook && (await withTemplate(phoneBook)),
  };
}

async function readText(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), "utf8").catch(() => {
    throw new PhoneTemplateFaulty(file, "is missing");
  });
}

function parseMaker(text: string, file: string): MakerText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PhoneTemplateFaulty(file, "is no JSON");
  }
  if (Value.Check(MakerSchema, value)) return value;
  const [first] = Value.Errors(MakerSchema, value);
  throw new PhoneTemplateFaulty(file, `is not as expected at "${first?.instancePath ?? ""}": ${first?.message ?? ""}`);
}

function parsed(source: string, file: string): Template {
  try {
    return parseTemplate(source);
  } catch (failure) {
    if (failure instanceof TemplateFault) throw new PhoneTemplateFaulty(file, failure.message);
    throw failure;
  }
}

/** The maker's word for one of ours; "" where it has none. Example: `word(yealink, "tones", "FR")` is "France". */
export function word({ words }: Maker, kind: string, ours: string): string {
  return words[kind]?.[ours] ?? words[kind]?.["*"] ?? "";
}
