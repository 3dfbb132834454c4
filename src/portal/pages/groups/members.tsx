import { ActionIcon, Avatar, Group, Select, Stack, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { GripVertical, X } from "lucide-react";
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { usersQuery } from "../../api/queries.ts";
import classes from "./groups.module.css";

/** A list of thousands is searched, not read. */
const SHOWN_AT_ONCE = 60;

interface MembersProps {
  readonly members: readonly string[];
  readonly onChange: (members: string[]) => void;
  readonly error: string | undefined;
}

/** Who is in the group, in the order of ringing: changed by dragging and by keyboard. */
export function Members({ members, onChange, error }: MembersProps): ReactElement {
  const { t } = useTranslation("groups");
  const { data: users = [] } = useQuery(usersQuery);
  const [told, setTold] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const byId = new Map(users.map((user) => [user.id, user]));
  const nameOf = (id: string): string => byId.get(id)?.name ?? t("members.gone");
  const move = (from: number, to: number): void => {
    const id = members[from];
    if (id === undefined || to < 0 || to >= members.length || to === from) return;
    const others = members.filter((one) => one !== id);
    onChange([...others.slice(0, to), id, ...others.slice(to)]);
    setTold(t("members.moved", { name: nameOf(id), place: to + 1, count: members.length }));
  };
  const dragging = useDragging(list, move);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {members.length === 0 ? t("members.none") : t("members.hint")}
      </Text>
      {error !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
      <ol ref={list} className={classes["members"]}>
        {members.map((id, index) => (
          <li key={id} className={classes["member"]} data-dragged={dragging.dragged === id || undefined}>
            <UnstyledButton
              className={classes["handle"]}
              aria-label={t("members.move", { name: nameOf(id), place: index + 1, count: members.length })}
              onKeyDown={(event) => moveByKey(event, (by) => move(index, index + by))}
              {...dragging.handle(id, index)}
            >
              <GripVertical size={18} aria-hidden />
            </UnstyledButton>
            <Avatar size={30} radius="xl" name={nameOf(id)} color="gray" alt="" />
            <Text size="sm" truncate flex={1}>
              {nameOf(id)}
            </Text>
            <Text size="sm" c="dimmed" className="numbers">
              {byId.get(id)?.extension}
            </Text>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("members.remove", { name: nameOf(id) })}
              onClick={() => onChange(members.filter((one) => one !== id))}
            >
              <X size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ol>
      <VisuallyHidden aria-live="polite">{told}</VisuallyHidden>
      <Group grow>
        <Select
          aria-label={t("members.add")}
          placeholder={t("members.add")}
          value={null}
          searchable
          selectFirstOptionOnChange
          limit={SHOWN_AT_ONCE}
          data={users
            .filter(({ id }) => !members.includes(id))
            .map(({ id, name, extension }) => ({ value: id, label: `${name} · ${extension}` }))}
          onChange={(id) => id !== null && onChange([...members, id])}
        />
      </Group>
    </Stack>
  );
}

function moveByKey(event: KeyboardEvent, by: (places: number) => void): void {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  event.preventDefault();
  by(event.key === "ArrowUp" ? -1 : 1);
}

interface Dragging {
  readonly dragged: string | undefined;
  handle(
    id: string,
    index: number,
  ): {
    onPointerDown(event: PointerEvent<HTMLElement>): void;
    onPointerMove(event: PointerEvent<HTMLElement>): void;
    onPointerUp(): void;
    onPointerCancel(): void;
  };
}

/** By pointer events, so that a finger drags as a mouse does. */
function useDragging(
  list: { readonly current: HTMLElement | null },
  move: (from: number, to: number) => void,
): Dragging {
  const [dragged, setDragged] = useState<string>();
  const end = (): void => setDragged(undefined);
  return {
    dragged,
    handle: (id, index) => ({
      onPointerDown: (event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(id);
      },
      onPointerMove: ({ clientY }) => {
        if (dragged !== id) return;
        const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect());
        const over = rows.findIndex(({ top, bottom }) => clientY >= top && clientY < bottom);
        if (over >= 0) move(index, over);
      },
      onPointerUp: end,
      onPointerCancel: end,
    }),
  };
}
