import { useQuery } from "@tanstack/react-query";
import { useCallback, type ReactElement } from "react";
import { companyQuery } from "../api/queries.ts";
import { useMaybeSession } from "../session/session.ts";
import { writeNumber } from "./phone-number.ts";

/** How the company writes numbers. */
export function useNumberWriter(): (number: string) => string {
  const country = useCountry();
  return useCallback((number) => writeNumber(number, country), [country]);
}

/** Where the company is: how numbers without a country are read. */
export function useCountry(): string {
  const session = useMaybeSession();
  const { data } = useQuery({ ...companyQuery, enabled: session?.role === "manager" });
  return data?.country ?? "FR";
}

export function PhoneNumberText({ number }: { readonly number: string }): ReactElement {
  const write = useNumberWriter();
  return (
    <span className="numbers" style={{ whiteSpace: "nowrap" }}>
      {write(number)}
    </span>
  );
}
