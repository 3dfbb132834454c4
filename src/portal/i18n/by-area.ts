/** The texts of one language, by area. */
export type Texts = Readonly<Record<string, object>>;

/** "./en/home.json" is the area "home". */
export function byArea<T>(files: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [areaOf(path), text]));
}

function areaOf(path: string): string {
  return path.replace(/^.*\/([^/]+)\.json$/, "$1");
}
