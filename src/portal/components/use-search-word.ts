import { useNavigate, useSearch } from "@tanstack/react-router";

/** A word behind the "?" of the address, so that what is open survives a reload and can be sent to a colleague. */
export function useSearchWord(
  name: string,
): readonly [word: string | undefined, set: (word: string | undefined) => void] {
  const search: Readonly<Record<string, string>> = useSearch({ strict: false });
  const navigate = useNavigate();
  return [
    search[name],
    (word) => {
      const others = Object.fromEntries(Object.entries(search).filter(([key]) => key !== name));
      void navigate({ to: ".", search: word === undefined ? others : { ...others, [name]: word } });
    },
  ];
}
