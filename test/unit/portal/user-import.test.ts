import { describe, expect, it } from "vitest";
import { planOf } from "../../../src/portal/pages/user-import/plan.ts";

const field = (field: string, from: unknown, to: unknown) => ({ field, from, to });

describe("the preview of a file of users", () => {
  it("names each new user with extension, numbers and first phone", () => {
    const { created, changed } = planOf({
      changes: [
        {
          ...{ what: "created", kind: "user", id: "zoe" },
          fields: [
            field("/name", null, "Zoé"),
            field("/email", null, "zoe@example.com"),
            field("/extension", null, "1"),
          ],
        },
        {
          ...{ what: "created", kind: "device", id: "desk" },
          fields: [field("/userId", null, "zoe"), field("/label", null, "Desk")],
        },
        {
          ...{ what: "created", kind: "number", id: "+33170000001" },
          fields: [field("/destination/kind", null, "user"), field("/destination/id", null, "zoe")],
        },
      ],
    });
    expect(created).toMatchObject([
      {
        name: "Zoé",
        email: "zoe@example.com",
        extension: "1",
        role: "user",
        numbers: ["+33170000001"],
        device: "Desk",
      },
    ]);
    expect(changed).toEqual([]);
  });

  it("tells of users who are there what changes, and of a number who loses and who gets it", () => {
    const { created, changed, unchanged } = planOf({
      changes: [
        { what: "changed", kind: "user", id: "ann", fields: [field("/name", "Ann", "Anna")] },
        { what: "changed", kind: "number", id: "+33170000001", fields: [field("/destination/id", "ann", "ben")] },
        {
          ...{ what: "changed", kind: "number", id: "+33170000002" },
          fields: [field("/destination/kind", "user", null), field("/destination/id", "ann", null)],
        },
        {
          ...{ what: "changed", kind: "number", id: "+33170000003" },
          fields: [field("/destination/kind", "ring-group", "user"), field("/destination/id", "sales", "ann")],
        },
      ],
      lines: [
        { line: 2, what: "changed" },
        { line: 3, what: "changed" },
        { line: 4, what: "unchanged" },
      ],
    });
    expect(created).toEqual([]);
    expect(unchanged).toBe(1);
    expect(changed).toEqual([
      {
        ...{ id: "ann", fields: [field("/name", "Ann", "Anna")] },
        ...{ gained: ["+33170000003"], lost: ["+33170000001", "+33170000002"] },
      },
      { id: "ben", fields: [], gained: ["+33170000001"], lost: [] },
    ]);
  });
});
