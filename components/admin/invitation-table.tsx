import Link from "next/link";
import type { AdminWords, PageWords } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { type Clock, whenExactly } from "@/lib/i18n/time";
import type { InvitationView } from "@/lib/invitations/schema";

type Words = AdminWords["invites"];

export function InvitationTable(props: {
  words: Words;
  roleNames: PageWords["people"]["roles"];
  invitations: InvitationView[];
  none: string;
  clock: Clock;
  now: Date;
}) {
  const { words, invitations } = props;
  if (invitations.length === 0) return <p className="card text-ink-2">{props.none}</p>;
  return (
    <div className="records">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.columns.role}</th>
            <th scope="col">{words.columns.rooms}</th>
            <th scope="col">{words.columns.uses}</th>
            <th scope="col">{words.columns.until}</th>
            <th scope="col">{words.columns.by}</th>
            <th scope="col">
              <span className="sr-only">{words.columns.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {invitations.map((invitation) => (
            <Row key={invitation.id} {...props} invitation={invitation} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row(props: Parameters<typeof InvitationTable>[0] & { invitation: InvitationView }) {
  const { words, roleNames, invitation, clock, now } = props;
  const { id, state, email, rooms, uses, max_uses: all } = invitation;
  return (
    <tr>
      <td data-label={words.columns.role}>
        <Link href={`/admin/invites/${id}`} className="link" prefetch={false}>
          {roleNames[invitation.role]}
        </Link>
        <small>
          {[email && say(clock.locale, words.mailedTo, { email }), state !== "waiting" && words.states[state]]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </td>
      <td data-label={words.columns.rooms}>
        <RoomChips rooms={rooms} none={words.noRoomsChosen} />
      </td>
      <td data-label={words.columns.uses} className="whitespace-nowrap">
        {say(clock.locale, words.cameOf, { n: uses, all })}
      </td>
      <td data-label={words.columns.until}>{whenExactly(clock, new Date(invitation.expires_at), now)}</td>
      <td data-label={words.columns.by}>{invitation.created_by}</td>
      <td>
        {state === "waiting" && (
          <Link
            href={`/admin/invites/${id}/revoke`}
            className="button"
            prefetch={false}
            aria-label={say(clock.locale, words.revokeNamed, { id })}
          >
            {words.revoke}
          </Link>
        )}
      </td>
    </tr>
  );
}

const chipsShown = 3;

/** The first few by name, and how many more there are. */
export function RoomChips(props: { rooms: { id: number; name: string }[]; none: string; all?: boolean }) {
  const shown = props.all ? props.rooms : props.rooms.slice(0, chipsShown);
  const more = props.rooms.length - shown.length;
  if (props.rooms.length === 0) return <span className="text-ink-3">{props.none}</span>;
  return (
    <span className="flex min-w-0 flex-wrap gap-1.5">
      {shown.map((room) => (
        <span key={room.id} className="chip">
          {room.name}
        </span>
      ))}
      {more > 0 && <span className="chip">+{more}</span>}
    </span>
  );
}
