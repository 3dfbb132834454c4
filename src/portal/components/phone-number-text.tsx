import { useQuery } from "@tanstack/react-query";
import { useCallback, type ReactElement } from "react";
import { meQuery } from "../api/queries.ts";
import { useStore } from "../api/store.ts";
import { useMaybeSession } from "../session/session.ts";
import { loadNumberFormat, numberFormat } from "./number-format.ts";

/** How the company writes numbers; for the moment until that is known, as they are stored (E.164). */
export function useNumberWriter(): (number: string) => string {
  const country = useCountry();
  const write = useStore(numberFormat);
  return useCallback(
    (number) => {
      if (write !== undefined) return write(number, country);
      loadNumberFormat();
      return number;
    },
    [write, country],
  );
}

/** Where the company is: how numbers without a country are read. */
export function useCountry(): string {
  const session = useMaybeSession();
  const { data: me } = useQuery({ ...meQuery, enabled: session !== undefined && session.role !== "provider" });
  return me?.company.country ?? "FR";
}

export function PhoneNumberText({ number }: { readonly number: string }): ReactElement {
  const write = useNumberWriter();
  return (
    <span className="numbers" style={{ whiteSpace: "nowrap" }}>
      {write(number)}
    </span>
  );
}
