import { describe, expect, it } from "vitest";
import { fillTemplate, parseTemplate, TemplateFault } from "../../../src/provisioning/rendering/template.ts";

const plain = (value: string): string => value;

describe("a template of a phone's file", () => {
  it("is filled with values, repeated for each item of a list, and left out where there is none", () => {
    const template = parseTemplate(
      "a={{a}}\n{{#list}}\n{{n}}:{{a}}\n{{/list}}\n{{^list}}\nempty\n{{/list}}\n{{#on}}on{{/on}}\n",
    );
    expect(fillTemplate(template, { a: 1, list: [{ n: "x" }, { n: "y", a: 2 }], on: true }, plain)).toBe(
      "a=1\nx:1\ny:2\non\n",
    );
    expect(fillTemplate(template, { a: undefined, list: [], on: false }, plain)).toBe("a=\nempty\n\n");
  });

  it("is not filled a second time by what a value holds", () => {
    expect(fillTemplate(parseTemplate("{{a}}"), { a: "{{b}}", b: "secret" }, plain)).toBe("{{b}}");
  });

  it.each(["{{#a}}", "{{/a}}", "{{#a}}{{#b}}{{/a}}{{/b}}"])("is refused where its sections don't close: %s", (text) => {
    expect(() => parseTemplate(text)).toThrow(TemplateFault);
  });

  it("is refused where it names what there is no value of", () => {
    expect(() => fillTemplate(parseTemplate("{{a}}"), {}, plain)).toThrow(TemplateFault);
  });
});
