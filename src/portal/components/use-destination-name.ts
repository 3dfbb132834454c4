import { useMemo } from "react";
import type { Overflow } from "../api/types.ts";
import { useDestinations } from "./destinations.ts";
import { useNumberWriter } from "./phone-number-text.tsx";

/** What a destination is called: "Sales · 3001", a number outside as people write it. */
export function useDestinationName(nowhere: string): (destination: Overflow | null) => string {
  const known = useDestinations();
  const write = useNumberWriter();
  return useMemo(() => {
    const names = new Map(known.map(({ kind, id, name, extension }) => [`${kind}/${id}`, { name, extension }]));
    return (destination) => {
      if (destination === null) return nowhere;
      if (destination.kind === "outside") return write(destination.number);
      const one = names.get(`${destination.kind}/${destination.id}`);
      if (one === undefined) return destination.label ?? "…";
      return one.extension === undefined ? one.name : `${one.name} · ${one.extension}`;
    };
  }, [known, write, nowhere]);
}
