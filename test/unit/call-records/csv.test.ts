import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CSV_HEADER, csvLine } from "../../../src/call-records/csv.ts";
import { aRecord } from "./a-record.ts";

/** What a spreadsheet reads (RFC 4180 §2). */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let rest = text;
  while (rest !== "") {
    const [all = "", quoted, plain = "", end = ""] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/.exec(rest) ?? [];
    if (all === "" && end === "") throw new Error(`no CSV: ${rest}`);
    rows.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    rest = rest.slice(all.length);
    if (end === "\r\n" && rest !== "") rows.push([]);
  }
  return rows;
}

describe("the CSV of calls", () => {
  it("has one line a call, and a column for what a telephone bill asks", () => {
    const [head, line] = readCsv(CSV_HEADER + csvLine(aRecord()));
    expect(Object.fromEntries(head!.map((name, column) => [name, line![column]]))).toEqual({
      id: "c0ffee",
      direction: "inbound",
      startedAt: "2026-01-01T08:00:00.000Z",
      answeredAt: "2026-01-01T08:00:05.000Z",
      endedAt: "2026-01-01T08:01:05.000Z",
      ringSeconds: "4",
      talkSeconds: "60",
      caller: "+33612345678",
      callerName: "Carol",
      dialled: "+33170000001",
      calledUser: "Alice",
      answeredBy: "Alice",
      outcome: "answered",
      status: "",
      because: "",
      hungUpBy: "caller",
      trunks: "Provider",
      transfers: "",
      relatedCalls: "",
    });
  });

  it("says what came of each transfer, and which calls belong together", () => {
    const parties = { atMs: 0, by: {}, transferee: {} };
    const line = csvLine(
      aRecord({
        transfers: [
          { ...parties, to: "1002", how: "blind", outcome: "completed" },
          { ...parties, to: "4000", how: "attended", outcome: "failed", status: 488 },
          { ...parties, to: "1003", how: "blind" },
        ],
        related: [{ call: "beef", how: "transfer" }],
      }),
    );
    expect(readCsv(line)[0]!.slice(-2)).toEqual(["blind 1002 completed; attended 4000 failed 488; blind 1003", "beef"]);
  });

  it("is read back as it was, whatever people call themselves", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (name) => {
        const [cells] = readCsv(csvLine(aRecord({ caller: { name } })));
        const read = cells![8]!;
        expect(read === name || read === `'${name}`).toBe(true);
        expect(cells).toHaveLength(19);
      }),
    );
  });

  it.each(["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "|x", "＝1"])(
    "makes no formula of %j",
    (name) => {
      expect(readCsv(csvLine(aRecord({ caller: { name } })))[0]![8]).toBe(`'${name}`);
    },
  );
});
