import Link from "next/link";
import type { AdminWords } from "@/lib/i18n/en";
import { type Clock, whenExactly } from "@/lib/i18n/time";
import type { Placement, RosterRow } from "@/lib/people/schema";
import { confirmPath } from "./person-menu";

/** In which rooms a person is, since when and until when. */
export function PlacementTable(props: {
  placements: Placement[];
  words: AdminWords["people"];
  clock: Clock;
  now: Date;
  person: RosterRow;
  back: string;
}) {
  const { placements, words, clock, now } = props;
  const { person: names } = words;
  // Nobody takes an employee out of a room for all.
  const stays = (room: Placement["room"]) =>
    room.archived || (room.for_all && props.person.active && !["guest", "bot"].includes(props.person.role));
  if (placements.length === 0) return <p className="card text-ink-2">{names.roomsNone}</p>;
  return (
    <div className="records">
      <table>
        <thead>
          <tr>
            <th scope="col">{names.room}</th>
            <th scope="col">{names.place}</th>
            <th scope="col">{names.joined}</th>
            <th scope="col">{names.ends}</th>
            <th scope="col">
              <span className="sr-only">{words.columns.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {placements.map(({ room, role, joined_at, ends_at }) => (
            <tr key={room.id}>
              <td data-label={names.room}>
                <span className="[overflow-wrap:anywhere]">{room.name}</span>
                {room.archived && <small>{names.archived}</small>}
              </td>
              <td data-label={names.place}>{role === "admin" ? names.roomAdmin : names.roomMember}</td>
              <td data-label={names.joined}>{whenExactly(clock, new Date(joined_at), now)}</td>
              <td data-label={names.ends}>{ends_at ? whenExactly(clock, new Date(ends_at), now) : names.forever}</td>
              <td className="md:text-right">
                {!stays(room) && (
                  <Link
                    href={confirmPath("leave", props.person.id, props.back, { room: String(room.id) })}
                    className="button"
                    prefetch={false}
                    aria-label={`${words.acts.leave.menu}: ${room.name}`}
                  >
                    {names.takeOut}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
