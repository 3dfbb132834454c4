/** One part of a session description: its lines without their ends. */
export interface Section {
  /** "v=0", or the m= line. */
  readonly first: string;
  readonly rest: readonly string[];
}

/** A session description (RFC 8866 §5): what holds for all of it, and one section a stream. */
export interface Sections {
  readonly session: Section;
  readonly streams: readonly Section[];
}

/** Cuts the text into its sections; nothing of it is judged. Empty lines are left out. */
export function splitSdp(text: string): Sections {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const starts = lines.flatMap((line, at) => (line.startsWith("m=") ? [at] : []));
  const sectionAt = (at: number, end: number | undefined): Section => ({
    first: lines[at] ?? "",
    rest: lines.slice(at + 1, end),
  });
  return {
    session: starts[0] === 0 ? { first: "", rest: [] } : sectionAt(0, starts[0]),
    streams: starts.map((at, index) => sectionAt(at, starts[index + 1])),
  };
}

/** The text with each line changed; undefined leaves it out. What isn't touched stays as its author wrote it, line ends included. */
export function editLines(text: string, edit: (line: string) => string | undefined): string {
  return text
    .split(/(?<=\n)/)
    .map((whole) => {
      const line = whole.replace(/\r?\n$/, "");
      const edited = edit(line);
      return edited === undefined ? "" : edited + whole.slice(line.length);
    })
    .join("");
}
