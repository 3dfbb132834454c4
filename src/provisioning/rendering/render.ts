import { WRITERS } from "./formats.ts";
import type { Maker, MakerFile } from "./makers.ts";
import { templateValues, type PhoneBookEntry, type PhoneFacts } from "./phone-values.ts";
import { fillTemplate } from "./template.ts";

/** What one phone reads. Pure. */
export function renderFile({ template, format }: MakerFile, facts: PhoneFacts, maker: Maker, nowMs: number): string {
  return fillTemplate(template, templateValues(facts, maker, nowMs), WRITERS[format]);
}

/** The remote phone book, in the maker's form. Pure. */
export function renderPhoneBook(
  { template, format }: MakerFile,
  company: string,
  entries: readonly PhoneBookEntry[],
): string {
  const values = entries.map(({ name, number }, index) => ({ name, number, index: index + 1 }));
  return fillTemplate(template, { company, entries: values }, WRITERS[format]);
}
