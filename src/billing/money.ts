/** A price: decimal digits and an ISO 4217 currency. */
export interface Price {
  readonly amount: string;
  readonly currency: string;
}

/** So many seats at this price, with the decimals of the currency, or of the price where it has more. Example: 13 × "50" EUR = "650.00". */
export function times(count: number, { amount, currency }: Price): string {
  const [whole = "0", fraction = ""] = amount.split(".");
  const decimals = Math.max(fraction.length, decimalsOf(currency));
  const unit = BigInt(whole + fraction.padEnd(decimals, "0"));
  const digits = (unit * BigInt(count)).toString().padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function decimalsOf(currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return maximumFractionDigits;
}
