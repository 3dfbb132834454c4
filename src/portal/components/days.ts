/** From the midnight at which the first day begins to the one at which the last ends, as the API asks for them. */
export function timesOf(
  from: string | undefined,
  to: string | undefined,
): { readonly from?: string; readonly to?: string } {
  const [begin, end] = [midnight(from, 0), midnight(to, 1)];
  return { ...(begin !== undefined && { from: begin }), ...(end !== undefined && { to: end }) };
}

function midnight(day: string | undefined, daysLater: number): string | undefined {
  const [year, month, date] = (day ?? "").split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  return new Date(year, month - 1, date + daysLater).toISOString();
}
