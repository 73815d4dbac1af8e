import { Confirm } from "@/components/admin/confirm";
import { Field } from "@/components/ui/form";
import type { FormState } from "@/lib/action";
import type { AdminWords } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import type { PersonRef } from "@/lib/people/schema";
import type { AdministeredRoom } from "@/lib/rooms/schema";

type Call = (state: FormState, form: FormData) => Promise<FormState>;

/** What may be confirmed about a room, each with the action that does it. */
export type RoomAct = "archive" | "restore" | "delete" | "add" | "remove" | "end";
export const roomActs: RoomAct[] = ["archive", "restore", "delete", "add", "remove", "end"];

/** Says what is about to happen to a room or in it, names whom it concerns, and asks. */
export function ConfirmRoom(props: {
  act: RoomAct;
  room: AdministeredRoom;
  people: PersonRef[];
  /** Names of the pasted list that nobody bears. */
  unknown: string;
  /** How many of those who were chosen are in already. */
  already: number;
  words: AdminWords;
  locale: Locale;
  actions: { edit: Call; remove: Call; add: Call; takeOut: Call; end: Call };
  /** Where it was asked: the administration, or the room itself. */
  from: "admin" | "room";
}) {
  const { act, room, people, words, actions } = props;
  const action = { archive: actions.edit, restore: actions.edit, delete: actions.remove, add: actions.add };
  return (
    <Confirm
      {...sentences(props)}
      action={act === "remove" ? actions.takeOut : act === "end" ? actions.end : action[act]}
      isDanger={act === "delete" || act === "remove"}
      cancel={words.frame.cancel}
      backTo={props.from === "room" ? `/rooms/${room.id}/settings` : `/admin/rooms/${room.id}`}
    >
      <input type="hidden" name="roomId" value={room.id} />
      <input type="hidden" name="_back" value={props.from} />
      {act === "archive" && <input type="hidden" name="archived" value="true" />}
      {act === "restore" && <input type="hidden" name="archived" value="false" />}
      {act === "end" && people[0] && <input type="hidden" name="personId" value={people[0].id} />}
      {(act === "add" || act === "remove") && <Chosen people={people} />}
      {(act === "add" || act === "end") && (
        <Field name="ends_at" type="date" label={words.rooms.confirm.endLabel} hint={words.rooms.confirm.endHint} />
      )}
    </Confirm>
  );
}

function Chosen({ people }: { people: PersonRef[] }) {
  return (
    <ul className="card max-h-72 overflow-y-auto py-2">
      {people.map((person) => (
        <li key={person.id} className="py-1 [overflow-wrap:anywhere]">
          <input type="hidden" name="personIds[]" value={person.id} />
          {`${person.display_name} `}
          <span className="text-[13px] text-ink-3">@{person.username}</span>
        </li>
      ))}
    </ul>
  );
}

function sentences(props: Parameters<typeof ConfirmRoom>[0]): {
  title: string;
  consequences: string[];
  submit: string;
} {
  const { act, room, people, locale, unknown, already } = props;
  const { rooms, frame } = props.words;
  const { confirm } = rooms;
  const names = { room: room.name, people: say(locale, confirm.people, { n: people.length }) };
  const title = say(locale, confirm[act], { ...names, name: people[0]?.display_name ?? "" });
  switch (act) {
    case "archive":
      return { title, consequences: [confirm.archiveEffect], submit: rooms.toArchive };
    case "restore":
      return { title, consequences: [confirm.restoreEffect], submit: rooms.toRestore };
    case "delete": {
      const members = say(locale, confirm.deleteMembers, { n: room.member_count });
      return {
        title,
        consequences: [confirm.deleteEffect, members, ...(room.archived ? [] : [confirm.deleteInstead])],
        submit: confirm.deleteSubmit,
      };
    }
    case "add": {
      const missing = unknown ? [say(locale, confirm.unknown, { names: unknown })] : [];
      const there = already > 0 ? [say(locale, confirm.already, { n: already })] : [];
      return { title, consequences: [rooms.add[room.history], ...there, ...missing], submit: confirm.addSubmit };
    }
    case "remove":
      return {
        title,
        consequences: [confirm.removeEffect, ...(room.for_all ? [confirm.removeForAll] : [])],
        submit: rooms.remove,
      };
    case "end":
      return { title, consequences: [confirm.endEffect], submit: frame.save };
  }
}
