import type { Metadata } from "next";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { Confirm } from "@/components/admin/confirm";
import { PageHead } from "@/components/admin/page-head";
import type { PersonAct } from "@/components/admin/person-menu";
import { Avatar } from "@/components/ui/avatar";
import { MadeLink } from "@/components/ui/made-link";
import { Select } from "@/components/ui/select";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister, mayGrantRole } from "@/lib/access/policy";
import { isProved } from "@/lib/auth/proofs";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { peopleAtOnceMax } from "@/lib/limits";
import { mailIsConfigured } from "@/lib/mail/mutations";
import { placementsOf, roomChoices } from "@/lib/people/placements";
import { rosterEntries } from "@/lib/people/roster";
import { grantedRoleSchema, idSchema, type RosterRow } from "@/lib/people/schema";
import { requireVisitor, safePath, visitorPath } from "@/lib/visitor";
import { actOnPeopleAction, resetPasswordAction } from "../actions";

type Props = PageProps<"/admin/people/confirm">;
type Query = Awaited<Props["searchParams"]>;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const actor = await requireVisitor(await visitorPath());
  const act = actOf(await searchParams, actor);
  const { people, frame } = catalogue(actor.locale).admin;
  return { title: act ? people.acts[act].menu : frame.people };
}

/** One page for every act, about one person or many: it says by name what will happen, and then what did. */
export default async function ConfirmPage({ searchParams }: Props) {
  const actor = await requireVisitor(await visitorPath());
  const query = await searchParams;
  const act = actOf(query, actor);
  if (!mayAdminister(actor) || !act) notFound();
  if (act === "password" && !isProved(actor)) redirect(`/prove?next=${encodeURIComponent(await visitorPath())}`);
  const people = await rosterEntries(actor, idsOf(query));
  const [first] = people;
  const { frame, people: words } = catalogue(actor.locale).admin;
  const back = backOf(query);
  if (!first || (act === "password" && people.length > 1))
    return (
      <div className="admin-page">
        <PageHead title={words.acts[act].menu} lead={words.confirm.nobody} />
        <Link href={back} className="button" prefetch={false}>
          {words.confirm.backToList}
        </Link>
      </div>
    );
  const { one, many, effects, menu } = words.acts[act];
  const isOne = people.length === 1;
  return (
    <Confirm
      title={
        isOne ? say(actor.locale, one, { name: first.display_name }) : say(actor.locale, many, { n: people.length })
      }
      consequences={[
        ...sessionsNow(actor, act, people),
        ...oneself(actor, act, people),
        effects,
        ...mailed(actor, act, first),
      ]}
      action={act === "password" ? resetPasswordAction : actOnPeopleAction}
      submit={act === "password" ? words.link.submit : menu}
      isDanger={act === "deactivate" || act === "leave" || act === "sign-out"}
      cancel={frame.cancel}
      back={words.confirm.backToList}
      backTo={back}
      done={act === "password" ? <MadeLink words={words.link} /> : undefined}
    >
      {!isOne && <Chosen people={people} label={words.confirm.people} />}
      {act === "password" ? (
        <input type="hidden" name="personId" value={first.id} />
      ) : (
        <>
          <input type="hidden" name="act" value={act} />
          {people.map((person) => (
            <input key={person.id} type="hidden" name="ids[]" value={person.id} />
          ))}
        </>
      )}
      <Details actor={actor} act={act} query={query} people={people} />
    </Confirm>
  );
}

/** What the act needs besides the people: the role, or the room. */
async function Details(props: { actor: Actor; act: PersonAct; query: Query; people: RosterRow[] }): Promise<ReactNode> {
  const { actor, act, query, people } = props;
  const words = catalogue(actor.locale).admin.people;
  const [first] = people;
  if (act === "role") {
    const roles = grantedRoleSchema.options.filter((role) => mayGrantRole(actor, role));
    const now = people.length === 1 && first && roles.some((role) => role === first.role) ? first.role : "member";
    return (
      <Select
        name="role"
        label={words.confirm.role}
        value={now}
        options={roles.map((role) => [role, words.roles[role]])}
      />
    );
  }
  if (act !== "enter" && act !== "leave") return null;
  const rooms =
    act === "leave" && first && people.length === 1
      ? (await placementsOf(actor, first.id)).map(({ room }) => room)
      : await roomChoices(actor);
  const wanted = rooms.find((room) => String(room.id) === query.room) ?? rooms[0];
  if (!wanted) return <p className="text-ink-2">{words.confirm.noRooms}</p>;
  return (
    <Select
      name="room"
      label={words.confirm.room}
      value={String(wanted.id)}
      options={rooms.map((room) => [String(room.id), room.name])}
    />
  );
}

/** How many sessions there are to close, where closing them is what is asked. */
function sessionsNow(actor: Actor, act: PersonAct, people: RosterRow[]): string[] {
  if (act !== "deactivate" && act !== "sign-out") return [];
  const { confirm } = catalogue(actor.locale).admin.people;
  const open = people.reduce((sum, person) => sum + person.sessions, 0);
  return [open === 0 ? confirm.noOpenSession : say(actor.locale, confirm.openSessions, { n: open })];
}

/** Going down is one's own affair, but nobody should do it unawares. */
const oneself = (actor: Actor, act: PersonAct, people: RosterRow[]): string[] =>
  act === "role" && people.some(({ id }) => id === actor.personId)
    ? [catalogue(actor.locale).admin.people.confirm.yourself]
    : [];

/** Where letters can be sent, a link is one that is mailed. */
const mailed = (actor: Actor, act: PersonAct, { email }: RosterRow): string[] =>
  act === "password" && mailIsConfigured()
    ? [say(actor.locale, catalogue(actor.locale).admin.people.link.mailed, { email })]
    : [];

function Chosen(props: { people: RosterRow[]; label: string }) {
  return (
    <ul className="card max-h-72 overflow-y-auto py-2" aria-label={props.label}>
      {props.people.map((person) => (
        <li key={person.id} className="flex min-h-9 min-w-0 items-center gap-2.5">
          <Avatar person={person} size="s" />
          <span className="min-w-0 truncate">{person.display_name}</span>
          <span className="truncate text-[13px] text-ink-3">{person.username}</span>
        </li>
      ))}
    </ul>
  );
}

function actOf({ act }: Query, actor: Actor): PersonAct | null {
  const { acts } = catalogue(actor.locale).admin.people;
  return typeof act === "string" && Object.hasOwn(acts, act) ? (act as PersonAct) : null;
}

const idsOf = ({ id }: Query): number[] =>
  [...new Set([id ?? []].flat().map(Number))]
    .filter((one) => idSchema.safeParse(one).success)
    .slice(0, peopleAtOnceMax);

/** Back to the list as it was filtered, or to the person. */
function backOf({ back }: Query): string {
  const path = safePath(back);
  return /^\/admin\/people(\/\d+)?(\?|$)/.test(path) ? path : "/admin/people";
}
