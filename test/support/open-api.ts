/** A document of OpenAPI, or a part of it, with what its references lead to in their place. */
export function inlined<Part>(document: object, part: Part = document as Part): Part {
  if (Array.isArray(part)) return part.map((each: unknown) => inlined(document, each)) as Part;
  if (typeof part !== "object" || part === null) return part;
  const { $ref } = part as { readonly $ref?: unknown };
  if (typeof $ref === "string") return inlined(document, target(document, $ref) as Part);
  return Object.fromEntries(
    Object.entries(part).map(([key, each]) => [key, inlined(document, each as unknown)]),
  ) as Part;
}

/** What "#/components/schemas/User" leads to. */
function target(document: object, reference: string): unknown {
  const steps = reference.slice(2).split("/");
  const found = steps.reduce<unknown>(
    (place, step) => (place as Record<string, unknown> | undefined)?.[step],
    document,
  );
  if (found === undefined) throw new Error(`${reference} leads nowhere`);
  return found;
}
