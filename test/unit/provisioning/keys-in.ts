import type { Format } from "../../../src/provisioning/rendering/formats.ts";

/** The names of keys in a file for phones, each once, with N for its numbers. */
export function keysIn(body: string, format: Format): readonly string[] {
  const names = format === "xml" ? namesInXml(body) : namesInLines(body);
  return [...new Set(names.map((name) => name.replaceAll(/(?<=[._])\d+(?![A-Za-z])/g, "N")))];
}

/** Elements and attributes; of an element that says which key it is by its name, that name. */
function namesInXml(body: string): readonly string[] {
  const elements = [...body.matchAll(/<(?![?!/])([\w.:-]+)((?:\s+[\w.:-]+="[^"]*")*)\s*\/?>/g)];
  return elements.flatMap(({ 1: element = "", 2: attributes = "" }) => {
    const named = [...attributes.matchAll(/([\w.:-]+)="([^"]*)"/g)];
    return [element, ...named.flatMap(([, name = "", value = ""]) => (name === "name" ? [value] : [name]))];
  });
}

/** `name = value`, `name :value`, `name value`; an account of baresip's begins with the name of its owner. */
function namesInLines(body: string): readonly string[] {
  const lines = body.split("\n").filter((line) => line.trim() !== "" && !/^[#<"]/.test(line));
  return lines.map((line) => (/^([^=:]*?)\s*[=:]/.exec(line)?.[1] ?? line.split(/\s/)[0] ?? "").trim());
}
