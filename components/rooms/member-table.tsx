import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import { Form, Submit } from "@/components/ui/form";
import type { FormState } from "@/lib/action";
import type { AdminWords, PageWords } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { type Clock, whenExactly } from "@/lib/i18n/time";
import type { AccessRow, AdministeredRoom } from "@/lib/rooms/schema";

interface Props {
  room: AdministeredRoom;
  rows: AccessRow[];
  words: AdminWords["rooms"];
  companyRoles: PageWords["people"]["roles"];
  clock: Clock;
  now: Date;
  roleAction: (state: FormState, form: FormData) => Promise<FormState>;
  from: "admin" | "room";
  /** Whether the reader may take people out and set an end. */
  mayRemove: boolean;
  /** The reader, who leaves the room in another way than by taking themselves out of its settings. */
  selfId: number;
}

/** The page that asks before anything is done to people of a room. */
const confirmPath = (from: Props["from"], roomId: number) =>
  from === "room" ? `/rooms/${roomId}/confirm` : "/admin/rooms/confirm";

/** A room's members with what can be done about each, and about those who are ticked. */
export function MemberTable(props: Props) {
  const { words, rows, room, from } = props;
  if (rows.length === 0) return <p className="card text-ink-2">{words.nobody}</p>;
  return (
    <>
      <div className="records overflow-visible">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.access.columns.name}</th>
              <th scope="col">{words.access.columns.role}</th>
              <th scope="col">{words.access.columns.since}</th>
              <th scope="col">
                <span className="sr-only">{words.columns.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.person.id} {...props} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {props.mayRemove && (
        <form id="chosen" action={confirmPath(from, room.id)} className="mt-3">
          <input type="hidden" name="do" value="remove" />
          <input type="hidden" name="room" value={room.id} />
          <button type="submit" className="button">
            {words.removeChosen}
          </button>
        </form>
      )}
    </>
  );
}

function Row(props: Props & { row: AccessRow }) {
  const { row, words, clock, now, companyRoles } = props;
  const { person } = row;
  const mayRemove = props.mayRemove && person.id !== props.selfId;
  return (
    <tr className="max-md:relative">
      <td className="max-md:pr-11">
        <span className="flex min-w-0 items-center gap-3">
          {mayRemove && (
            <input
              type="checkbox"
              form="chosen"
              name="p"
              value={person.id}
              className="size-[18px] flex-none max-md:m-[13px] max-md:-ml-0"
              aria-label={say(clock.locale, words.choose, { name: person.display_name })}
            />
          )}
          <Avatar person={person} size="s" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {person.display_name}
            <small>{[`@${person.username}`, companyRoles[row.company_role]].join(" · ")}</small>
          </span>
        </span>
      </td>
      <td data-label={words.access.columns.role}>
        {row.role === "admin" ? (
          <span className="chip chip-good">{words.access.roles.admin}</span>
        ) : (
          words.access.roles.member
        )}
      </td>
      <td data-label={words.access.columns.since}>
        {whenExactly(clock, new Date(row.since), now)}
        {row.until && (
          <small>{say(clock.locale, words.until, { when: whenExactly(clock, new Date(row.until), now) })}</small>
        )}
      </td>
      <td className="max-md:absolute max-md:top-1 max-md:right-1 md:w-12">
        <Menu {...props} mayRemove={mayRemove} />
      </td>
    </tr>
  );
}

function Menu({ row, room, words, clock, from, mayRemove, roleAction }: Props & { row: AccessRow }) {
  const ask = (act: string) => `${confirmPath(from, room.id)}?do=${act}&room=${room.id}&p=${row.person.id}`;
  return (
    <details className="menu">
      <summary className="tool" aria-label={say(clock.locale, words.personMenu, { name: row.person.display_name })}>
        <Ellipsis aria-hidden="true" size={18} strokeWidth={1.75} />
      </summary>
      <div>
        <Form action={roleAction}>
          <input type="hidden" name="roomId" value={room.id} />
          <input type="hidden" name="personId" value={row.person.id} />
          <input type="hidden" name="role" value={row.role === "admin" ? "member" : "admin"} />
          <input type="hidden" name="_back" value={from} />
          <Submit className="menu-item">{row.role === "admin" ? words.makeMember : words.makeAdmin}</Submit>
        </Form>
        {mayRemove && (
          <>
            <Link href={ask("end")} className="menu-item" prefetch={false}>
              {words.setEnd}
            </Link>
            <Link href={ask("remove")} className="menu-item text-danger" prefetch={false}>
              {words.remove}
            </Link>
          </>
        )}
      </div>
    </details>
  );
}
