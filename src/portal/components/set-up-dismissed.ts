import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { api, call } from "../api/client.ts";
import { companyQuery } from "../api/queries.ts";

/** Says for all administrators of the company that the first set-up needn't be offered any more. */
export function useDismissSetUp(onDone?: () => void): UseMutationResult<unknown, unknown, void> {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => call(api.PATCH("/api/v1/tenant", { body: { setUpDone: true } })),
    onSuccess: (company) => {
      queryClient.setQueryData(companyQuery.queryKey, company);
      onDone?.();
    },
  });
}
