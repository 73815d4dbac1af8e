import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import type { Actor } from "@/lib/access/actor";
import { mayChangePerson, mayDeactivate } from "@/lib/access/policy";
import type { Catalogue } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { type Clock, fullMoment, whenLately } from "@/lib/i18n/time";
import type { RosterRow } from "@/lib/people/schema";
import { ChooseAll, ChosenCount } from "./choosing";
import { type PersonAct, PersonMenu } from "./person-menu";

/** Those acts that can be done to several people at once. */
const bulkActs = ["role", "enter", "leave", "sign-out", "deactivate", "reactivate"] as const;

interface Props {
  people: RosterRow[];
  actor: Actor;
  words: Catalogue;
  clock: Clock;
  now: Date;
  /** This very page, with its filters. */
  back: string;
}

/** The list of employees: a form, so that what is to be done with several is asked of the server. */
export function PeopleTable(props: Props) {
  const words = props.words.admin.people;
  return (
    <form action="/admin/people/confirm" className="choosing">
      <input type="hidden" name="back" value={props.back} />
      <div className="records overflow-visible">
        <table>
          <thead>
            <tr>
              <th scope="col" className="w-px py-0! pr-0!">
                <span className="sr-only">{words.columns.choose}</span>
                <ChooseAll label={words.chooseAll} className="max-md:hidden" />
              </th>
              <th scope="col">{words.columns.person}</th>
              <th scope="col">{words.columns.role}</th>
              <th scope="col">{words.columns.rooms}</th>
              <th scope="col">{words.columns.seen}</th>
              <th scope="col" className="w-px">
                <span className="sr-only">{words.columns.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {props.people.map((person) => (
              <Row key={person.id} {...props} person={person} />
            ))}
          </tbody>
        </table>
      </div>
      <div className="chosen">
        <ChosenCount locale={props.clock.locale} words={words.chosen} />
        <ChooseAll label={words.chooseAllShort} className="ml-auto md:hidden" isNamed />
        <select name="act" aria-label={words.bulk} className="input w-auto flex-none max-md:flex-1">
          {bulkActs.map((act) => (
            <option key={act} value={act}>
              {words.acts[act].menu}
            </option>
          ))}
        </select>
        <button type="submit" className="button button-main min-h-[38px] max-md:min-h-11">
          {words.go}
        </button>
      </div>
    </form>
  );
}

function Row(props: Props & { person: RosterRow }) {
  const { person, clock, now } = props;
  const words = props.words.admin.people;
  return (
    <tr className="max-md:relative">
      <td className="pr-0! max-md:absolute! max-md:top-1 max-md:left-3.5">
        <label className="grid size-9 place-items-center max-md:size-11 max-md:justify-items-start">
          <input type="checkbox" name="id" value={person.id} className="size-[18px] accent-accent" />
          <span className="sr-only">{say(clock.locale, words.choose, { name: person.display_name })}</span>
        </label>
      </td>
      <td className="max-md:pr-11! max-md:pl-9! md:min-w-[220px]">
        <span className="flex min-w-0 items-center gap-2.5 [--surface:var(--raised)]">
          <Avatar person={person} />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <Link href={`/admin/people/${person.id}`} className="hover:underline" prefetch={false}>
              {person.display_name}
            </Link>
            <small>{`${person.username} · ${person.email}`}</small>
          </span>
        </span>
      </td>
      <td data-label={words.columns.role}>
        <span className="flex flex-wrap gap-1.5">
          <RoleChip role={person.role} words={props.words} />
          {!person.active && <span className="chip chip-bad">{words.deactivated}</span>}
        </span>
      </td>
      <td data-label={words.columns.rooms}>
        <Rooms person={person} none={words.noRooms} />
      </td>
      <td data-label={words.columns.seen} className="text-ink-2 md:whitespace-nowrap">
        <LastSeen person={person} words={props.words} clock={clock} now={now} />
      </td>
      <td className="max-md:absolute! max-md:top-1 max-md:right-1.5">
        <PersonMenu
          words={words}
          locale={clock.locale}
          name={person.display_name}
          id={person.id}
          acts={actsFor(props.actor, person)}
          back={props.back}
        />
      </td>
    </tr>
  );
}

/** What may be done about somebody, in the order in which it is offered. The verbs ask for themselves. */
export function actsFor(actor: Actor, person: RosterRow): PersonAct[] {
  if (!mayChangePerson(actor, person)) return ["enter", "leave"];
  const isBot = person.role === "bot";
  const role = isBot ? [] : (["role"] as const);
  if (!person.active) return ["reactivate", ...role, "leave"];
  const password = isBot ? [] : (["password"] as const);
  const deactivate = mayDeactivate(actor, person) ? (["deactivate"] as const) : [];
  return [...role, "enter", "leave", ...password, "sign-out", ...deactivate];
}

export function RoleChip(props: { role: RosterRow["role"]; words: Catalogue }) {
  const isAdmin = props.role === "owner" || props.role === "admin";
  return <span className={`chip ${isAdmin ? "chip-good" : ""}`}>{props.words.admin.people.roles[props.role]}</span>;
}

export function LastSeen(props: { person: RosterRow; words: Catalogue; clock: Clock; now: Date }) {
  const { person, clock } = props;
  const words = props.words.admin.people;
  if (person.presence !== "offline") return words.now;
  if (person.last_seen_at === null) return words.never;
  const at = new Date(person.last_seen_at);
  return (
    <time dateTime={person.last_seen_at} title={fullMoment(clock, at)}>
      {whenLately(clock, at, props.now)}
    </time>
  );
}

/** The first few by name, and how many more there are. */
function Rooms(props: { person: RosterRow; none: string }) {
  const { rooms, room_count } = props.person;
  if (room_count === 0) return <span className="text-ink-3">{props.none}</span>;
  const more = room_count - rooms.length;
  return (
    <span className="flex min-w-0 flex-wrap gap-1.5">
      {rooms.map((room) => (
        <span key={room.id} className="chip max-w-[150px]">
          {room.name}
        </span>
      ))}
      {more > 0 && <span className="chip">{`+ ${more}`}</span>}
    </span>
  );
}
