import { Ellipsis } from "lucide-react";
import Link from "next/link";
import type { AdminWords } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { type Clock, fullMoment, whenExactly } from "@/lib/i18n/time";
import type { AdministeredRoom } from "@/lib/rooms/schema";

interface Props {
  words: AdminWords["rooms"];
  rooms: AdministeredRoom[];
  clock: Clock;
  now: Date;
}

/** All rooms by name, size and last activity. */
export function RoomsTable(props: Props) {
  const { words, rooms } = props;
  if (rooms.length === 0)
    return (
      <div className="card">
        <p className="font-medium">{words.none}</p>
        <p className="text-ink-2">{words.noneHint}</p>
      </div>
    );
  const { name, members, talk, visibility, admins } = words.columns;
  return (
    <div className="records overflow-visible">
      <table>
        <thead>
          <tr>
            {[name, members, talk, visibility, admins].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            <th scope="col">
              <span className="sr-only">{words.columns.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rooms.map((room) => (
            <Row key={room.id} {...props} room={room} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ room, words, clock, now }: Props & { room: AdministeredRoom }) {
  const talkedAt = new Date(room.last_message_at);
  return (
    <tr className="max-md:relative">
      <td className="[overflow-wrap:anywhere] max-md:pr-11">
        <Link href={`/admin/rooms/${room.id}`} className="link" prefetch={false}>
          {room.name}
        </Link>
        {room.for_all && <span className="chip chip-good ml-2">{words.forAll}</span>}
        {room.archived && <span className="chip ml-2">{words.archived}</span>}
        {room.topic && <small>{room.topic}</small>}
      </td>
      <td data-label={words.columns.members}>{room.member_count}</td>
      <td data-label={words.columns.talk} className="md:whitespace-nowrap">
        <time dateTime={room.last_message_at} title={fullMoment(clock, talkedAt)}>
          {whenExactly(clock, talkedAt, now)}
        </time>
      </td>
      <td data-label={words.columns.visibility}>{words.kinds[room.visibility]}</td>
      <td data-label={words.columns.admins} className="[overflow-wrap:anywhere]">
        {room.admins.length === 0 ? (
          <span className="chip chip-bad">{words.noAdmin}</span>
        ) : (
          room.admins.map((person) => person.display_name).join(", ")
        )}
        {room.admin_count > room.admins.length && (
          <small>{say(clock.locale, words.more, { n: room.admin_count - room.admins.length })}</small>
        )}
      </td>
      <td className="max-md:absolute max-md:top-1 max-md:right-1 md:w-12">
        <Menu room={room} words={words} clock={clock} />
      </td>
    </tr>
  );
}

function Menu({ room, words, clock }: Pick<Props, "words" | "clock"> & { room: AdministeredRoom }) {
  const ask = (act: string) => `/admin/rooms/confirm?do=${act}&room=${room.id}`;
  const links = [
    [`/admin/rooms/${room.id}`, words.open],
    [`/admin/rooms/${room.id}/access`, words.toAccess],
    ...(room.archived ? [] : [[`/admin/rooms/${room.id}/add`, words.toAdd] as const]),
    [ask(room.archived ? "restore" : "archive"), room.archived ? words.toRestore : words.toArchive],
  ] as const;
  return (
    <details className="menu">
      <summary className="tool" aria-label={say(clock.locale, words.menu, { room: room.name })}>
        <Ellipsis aria-hidden="true" size={18} strokeWidth={1.75} />
      </summary>
      <div>
        {links.map(([href, label]) => (
          <Link key={href} href={href} className="menu-item" prefetch={false}>
            {label}
          </Link>
        ))}
        <Link href={ask("delete")} className="menu-item text-danger" prefetch={false}>
          {words.toDelete}
        </Link>
      </div>
    </details>
  );
}
