/** The name of a schema or an operation: "ring group", "ring-groups", "call.ended" → "RingGroup", "RingGroups", "CallEnded". */
export function pascalCase(text: string): string {
  return text
    .split(/[ .-]/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}
