import { Button, Card, Group, Stack, Text, TextInput, Timeline } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { PhoneOutgoing } from "lucide-react";
import { useCallback, useRef, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import { readNumber } from "../../components/phone-number.ts";
import { useCountry, useNumberWriter } from "../../components/phone-number-text.tsx";
import { ErrorState } from "../../components/states.tsx";
import { useLive, type LiveEvent } from "../../components/use-live.ts";
import { useOwnUser } from "../../session/own-settings.ts";

type Step = "own-phone" | "ringing" | "talking" | "ended" | "failed";

interface Happened {
  readonly step: Step;
  /** Why it has failed, as the provider or the system says. */
  readonly because: string;
}

/** Calls a number by the trunks: the manager's own phone rings first, then the number; what happens is told as it happens. */
export function TestCall({ isOff }: { readonly isOff: boolean }): ReactElement {
  const { t } = useTranslation("trunks");
  const country = useCountry();
  const write = useNumberWriter();
  const [text, setText] = useState("");
  const number = readNumber(text, country);
  const { happened, start, failure, isStarting } = useTestCall();
  const hasNoPhone = failure instanceof ApiProblem && failure.status === 409;
  return (
    <Card withBorder component="section" aria-label={t("test.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start(number);
        }}
      >
        <Stack gap="sm">
          <Text component="h3" fw={600}>
            {t("test.title")}
          </Text>
          <Text size="sm" c="dimmed">
            {t("test.text")}
          </Text>
          {failure !== null && !hasNoPhone && <ErrorState error={failure} />}
          {hasNoPhone && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {t("test.no-phone")}
            </Text>
          )}
          <Group align="flex-end" gap="sm">
            <TextInput
              flex="1 1 180px"
              type="tel"
              label={t("test.number")}
              required
              withAsterisk={false}
              value={text}
              onChange={({ currentTarget }) => setText(currentTarget.value)}
            />
            <Button
              type="submit"
              variant="default"
              disabled={isOff}
              loading={isStarting}
              leftSection={<PhoneOutgoing size={16} aria-hidden />}
            >
              {t("test.action")}
            </Button>
          </Group>
          {happened.length > 0 && (
            <Timeline bulletSize={12} lineWidth={2} active={happened.length} mt="xs" role="status">
              {happened.map(({ step, because }, place) => (
                <Timeline.Item key={place} color={step === "failed" ? "red" : "petrol"}>
                  <Text size="sm">{t(`test.steps.${step}`, { number: write(number), because })}</Text>
                </Timeline.Item>
              ))}
            </Timeline>
          )}
        </Stack>
      </form>
    </Card>
  );
}

interface TestedCall {
  readonly happened: readonly Happened[];
  readonly start: (to: string) => void;
  readonly failure: Error | null;
  readonly isStarting: boolean;
}

/** The call that was started last, as the events tell it. */
function useTestCall(): TestedCall {
  const { id: self } = useOwnUser();
  const [happened, setHappened] = useState<readonly Happened[]>([]);
  const started = useRef<string>(undefined);
  const starting = useMutation({
    mutationFn: (to: string) => call(api.POST("/api/v1/calls", { body: { to } })),
    onSuccess: ({ id }) => {
      started.current = id;
      setHappened([{ step: "own-phone", because: "" }]);
    },
  });
  useLive(
    useCallback(
      (event) => {
        const next = started.current === undefined ? undefined : stepOf(event, started.current, self);
        if (next === undefined) return;
        setHappened((before) => (before.at(-1)?.step === next.step ? before : [...before, next]));
        if (next.step === "ended" || next.step === "failed") started.current = undefined;
      },
      [self],
    ),
  );
  return {
    happened,
    start: (to) => {
      setHappened([]);
      starting.mutate(to);
    },
    failure: starting.error,
    isStarting: starting.isPending,
  };
}

/** What an event tells of the call; undefined: nothing that the caller doesn't know yet. */
function stepOf(event: LiveEvent, id: string, self: string): Happened | undefined {
  const { type, call: of, callee, by, outcome, because, status } = event;
  if ((of as { readonly id?: string } | undefined)?.id !== id) return undefined;
  const isOwn = (party: unknown): boolean => (party as { readonly userId?: string } | undefined)?.userId === self;
  if (type === "call.ringing") return isOwn(callee) ? undefined : { step: "ringing", because: "" };
  if (type === "call.answered") return isOwn(by) ? undefined : { step: "talking", because: "" };
  if (type !== "call.ended") return undefined;
  if (outcome === "answered") return { step: "ended", because: "" };
  const why = [because ?? outcome, status].filter((word) => typeof word === "string" || typeof word === "number");
  return { step: "failed", because: why.join(", ") };
}
