import Link from "next/link";
import type { AdminWords } from "@/lib/i18n/en";
import { type Clock, whenExactly } from "@/lib/i18n/time";
import type { Placement } from "@/lib/people/schema";
import { confirmPath } from "./person-menu";

/** In which rooms a person is, since when and until when. */
export function PlacementTable(props: {
  placements: Placement[];
  words: AdminWords["people"];
  clock: Clock;
  now: Date;
  personId: number;
  back: string;
}) {
  const { placements, words, clock, now } = props;
  const { person } = words;
  if (placements.length === 0) return <p className="card text-ink-2">{person.roomsNone}</p>;
  return (
    <div className="records">
      <table>
        <thead>
          <tr>
            <th scope="col">{person.room}</th>
            <th scope="col">{person.place}</th>
            <th scope="col">{person.joined}</th>
            <th scope="col">{person.ends}</th>
            <th scope="col">
              <span className="sr-only">{words.columns.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {placements.map(({ room, role, joined_at, ends_at }) => (
            <tr key={room.id}>
              <td data-label={person.room}>
                <span className="[overflow-wrap:anywhere]">{room.name}</span>
                {room.archived && <small>{person.archived}</small>}
              </td>
              <td data-label={person.place}>{role === "admin" ? person.roomAdmin : person.roomMember}</td>
              <td data-label={person.joined}>{whenExactly(clock, new Date(joined_at), now)}</td>
              <td data-label={person.ends}>{ends_at ? whenExactly(clock, new Date(ends_at), now) : person.forever}</td>
              <td className="md:text-right">
                {!room.archived && (
                  <Link
                    href={confirmPath("leave", props.personId, props.back, { room: String(room.id) })}
                    className="button"
                    prefetch={false}
                    aria-label={`${words.acts.leave.menu}: ${room.name}`}
                  >
                    {person.takeOut}
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
