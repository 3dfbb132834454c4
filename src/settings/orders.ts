/** The orders in which lists are shown. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Shorter extensions first, as a directory lists them. */
export function byExtension(one: { readonly extension: string }, other: { readonly extension: string }): number {
  return one.extension.length - other.extension.length || compareText(one.extension, other.extension);
}

interface Named {
  readonly name: string;
  readonly id: string;
}

export function byName(one: Named, other: Named): number {
  return compareText(one.name, other.name) || compareText(one.id, other.id);
}

export function byLabel(
  one: { readonly label: string; readonly id: string },
  other: { readonly label: string; readonly id: string },
): number {
  return compareText(one.label, other.label) || compareText(one.id, other.id);
}
