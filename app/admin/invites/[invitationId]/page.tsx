import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { RoomChips } from "@/components/admin/invitation-table";
import { PageHead } from "@/components/admin/page-head";
import { Avatar } from "@/components/ui/avatar";
import { mayInvite } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { type Clock, whenExactly } from "@/lib/i18n/time";
import { getInvitation, listInvitationUses } from "@/lib/invitations/data";
import { type InvitationView, invitationInput, listInvitationsInput } from "@/lib/invitations/schema";
import { requireVisitor, visitorPath } from "@/lib/visitor";

type Props = PageProps<"/admin/invites/[invitationId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireVisitor(await visitorPath());
  const { invites } = catalogue(actor.locale).admin;
  return { title: say(actor.locale, invites.open, { id: (await params).invitationId }) };
}

export default async function InvitationPage({ params, searchParams }: Props) {
  const actor = await requireVisitor(await visitorPath());
  const parsed = invitationInput.safeParse({ id: (await params).invitationId });
  if (!mayInvite(actor) || !parsed.success) notFound();
  const { id } = parsed.data;
  const { cursor } = listInvitationsInput.safeParse(await searchParams).data ?? {};
  const invitation = await getInvitation(actor, id).catch(() => notFound());
  const uses = await listInvitationUses(actor, { id, cursor }).catch(() => notFound());
  const { admin, live } = catalogue(actor.locale);
  const words = admin.invites;
  const clock = { locale: actor.locale, timeZone: actor.timeZone, words: live.time };
  const now = new Date();
  return (
    <div className="admin-page">
      <PageHead title={say(actor.locale, words.open, { id })}>
        {invitation.state === "waiting" && (
          <Link href={`/admin/invites/${id}/revoke`} className="button button-danger" prefetch={false}>
            {words.revoke}
          </Link>
        )}
        <Link href="/admin/invites" className="button" prefetch={false}>
          {words.back}
        </Link>
      </PageHead>
      <Terms invitation={invitation} clock={clock} now={now} />
      <h2 className="mt-6 mb-2.5 text-base font-[650]">{words.whoCame}</h2>
      {uses.items.length === 0 ? (
        <p className="card text-ink-2">{words.nobodyCame}</p>
      ) : (
        <div className="records">
          <table>
            <thead>
              <tr>
                <th scope="col">{words.person}</th>
                <th scope="col">{words.came}</th>
              </tr>
            </thead>
            <tbody>
              {uses.items.map(({ user, used_at }) => (
                <tr key={user.id}>
                  <td data-label={words.person}>
                    <span className="flex min-w-0 items-center gap-2.5">
                      <Avatar person={user} />
                      <span className="min-w-0">
                        {user.display_name}
                        <small>{user.username}</small>
                      </span>
                    </span>
                  </td>
                  <td data-label={words.came}>{whenExactly(clock, new Date(used_at), now)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {uses.next_cursor && (
        <Link
          className="button mt-4"
          href={`/admin/invites/${id}?${new URLSearchParams({ cursor: uses.next_cursor })}`}
          prefetch={false}
        >
          {words.morePeople}
        </Link>
      )}
    </div>
  );
}

/** What the link gives, to how many, and until when. */
function Terms({ invitation, clock, now }: { invitation: InvitationView; clock: Clock; now: Date }) {
  const { admin, pages } = catalogue(clock.locale);
  const { columns, states, stoppedHint, cameOf, mailedTo, noRoomsChosen } = admin.invites;
  const { state, email, uses, max_uses: all } = invitation;
  const when = (moment: string) => whenExactly(clock, new Date(moment), now);
  const facts: [string, React.ReactNode][] = [
    [columns.state, state === "stopped" ? `${states.stopped}. ${stoppedHint}` : states[state]],
    [columns.role, pages.people.roles[invitation.role]],
    [columns.uses, say(clock.locale, cameOf, { n: uses, all })],
    [columns.until, when(invitation.expires_at)],
    [columns.by, `${invitation.created_by}, ${when(invitation.created_at)}`],
    ...(email ? [[pages.fields.email, say(clock.locale, mailedTo, { email })] as [string, string]] : []),
    [columns.rooms, <RoomChips key="rooms" rooms={invitation.rooms} none={noRoomsChosen} all />],
  ];
  return (
    <dl className="card grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_minmax(0,1fr)]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-[13.5px] text-ink-2">{name}</dt>
          <dd className="min-w-0 max-sm:mb-2">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
