import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { InvitationTable } from "@/components/admin/invitation-table";
import { InvitationTerms } from "@/components/admin/invitation-terms";
import { PageHead } from "@/components/admin/page-head";
import { Tabs } from "@/components/admin/tabs";
import { Form, Submit } from "@/components/ui/form";
import { MadeLink } from "@/components/ui/made-link";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { mayInvite, mayInviteAs } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { listInvitations } from "@/lib/invitations/data";
import { invitationRoles, type ListInvitations, listInvitationsInput } from "@/lib/invitations/schema";
import { mailIsConfigured } from "@/lib/mail/mutations";
import { roomChoices } from "@/lib/people/placements";
import { requireVisitor } from "@/lib/visitor";
import { createInvitationAction, inviteByMailAction } from "./actions";

type Props = PageProps<"/admin/invites">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/admin/invites")).locale).pages.titles.invites };
}

export default async function InvitesPage({ searchParams }: Props) {
  const actor = await requireVisitor("/admin/invites");
  if (!mayInvite(actor)) notFound();
  const wanted = listInvitationsInput.safeParse(await searchParams).data ?? {};
  const [page, rooms] = await Promise.all([
    listInvitations(actor, wanted).catch(() => listInvitations(actor, {})),
    roomChoices(actor),
  ]);
  const { admin, pages, live } = catalogue(actor.locale);
  const words = admin.invites;
  const roles = invitationRoles.filter((role) => mayInviteAs(actor, role));
  const terms = <InvitationTerms words={words} roleNames={pages.people.roles} roles={roles} rooms={rooms} />;
  return (
    <div className="admin-page">
      <PageHead title={pages.titles.invites} lead={words.lead} />
      <div className="mb-6 grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
        <Form action={createInvitationAction} className="card" saysDone={false}>
          <h2 className="text-base font-[650]">{words.byLink}</h2>
          <Select name="max_uses" label={words.uses} value="1" options={["1", "5", "25", "100"].map((n) => [n, n])} />
          {terms}
          <Submit className="button button-main mt-4">{words.submit}</Submit>
          <MadeLink words={words} />
        </Form>
        {mailIsConfigured() && (
          <Form action={inviteByMailAction} className="card">
            <h2 className="text-base font-[650]">{words.byMail}</h2>
            <p className="text-ink-2">{words.byMailLead}</p>
            <TextArea name="emails" label={words.emails} hint={words.emailsHint} required />
            {terms}
            <Submit className="button button-main mt-4">{words.send}</Submit>
          </Form>
        )}
      </div>
      <Tabs
        label={words.list}
        here={wanted.state === "past" ? "/admin/invites?state=past" : "/admin/invites"}
        tabs={[
          ["/admin/invites", words.waiting],
          ["/admin/invites?state=past", words.past],
        ]}
      />
      <InvitationTable
        words={words}
        roleNames={pages.people.roles}
        invitations={page.items}
        none={wanted.state === "past" ? words.nonePast : words.noneWaiting}
        clock={{ locale: actor.locale, timeZone: actor.timeZone, words: live.time }}
        now={new Date()}
      />
      {page.next_cursor && (
        <Link className="button mt-4" href={nextPage(wanted, page.next_cursor)} prefetch={false}>
          {words.more}
        </Link>
      )}
    </div>
  );
}

const nextPage = ({ state = "waiting" }: ListInvitations, cursor: string) =>
  `/admin/invites?${new URLSearchParams({ state, cursor })}`;
