import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import { meQuery } from "../../api/queries.ts";
import { faultText, problemText } from "../../i18n/problem-text.ts";

/** @returns  how the PIN is saved, and what is wrong with it, in words */
export function useOwnPin(user: string): {
  readonly save: UseMutationResult<unknown, unknown, string>;
  readonly fault: string | undefined;
} {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (pin: string) =>
      call(api.PATCH("/api/v1/users/{id}/voicemail", { params: { path: { id: user } }, body: { pin } })),
    onSettled: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
  const [first] = save.error instanceof ApiProblem ? save.error.faults : [];
  const fault = save.error === null ? undefined : first === undefined ? problemText(save.error) : faultText(first);
  return { save, fault };
}
