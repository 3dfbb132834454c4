/** The texts of one language, by area. */
export type Texts = Readonly<Record<string, object>>;

/** "./en/home.json" is the area "home". */
export function byArea(files: Readonly<Record<string, unknown>>): Texts {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.replace(/^.*\/([^/]+)\.json$/, "$1"), text as object]),
  );
}
