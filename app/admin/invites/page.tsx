import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { MadeLink } from "@/components/admin/made-link";
import { Form, Submit } from "@/components/ui/form";
import { Select } from "@/components/ui/select";
import { mayInvite, mayInviteAs } from "@/lib/access/policy";
import { listInvitations } from "@/lib/auth/invitations";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { whenExactly } from "@/lib/i18n/time";
import { currentCompany, requireVisitor } from "@/lib/visitor";
import { createInvitationAction, revokeInvitationAction, setRegistrationAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/admin/invites")).locale).pages.titles.invites };
}

const roles = ["member", "guest", "admin"] as const;

export default async function InvitesPage() {
  const actor = await requireVisitor("/admin/invites");
  if (!mayInvite(actor)) notFound();
  const [invitations, company] = await Promise.all([listInvitations(actor), currentCompany()]);
  const { pages, live } = catalogue(actor.locale);
  const { invites, people } = pages;
  const clock = { locale: actor.locale, timeZone: actor.timeZone, words: live.time };
  const now = new Date();
  return (
    <div className="admin-page grid gap-5">
      <div>
        <h1 className="page-title">{pages.titles.invites}</h1>
        <p className="text-ink-2">{invites.lead}</p>
      </div>
      <Form action={createInvitationAction} className="card" saysDone={false}>
        <div className="grid gap-x-4 sm:grid-cols-3">
          <Select
            name="role"
            label={invites.role}
            value="member"
            options={roles.filter((role) => mayInviteAs(actor, role)).map((role) => [role, people.roles[role]])}
          />
          <Select name="max_uses" label={invites.uses} value="1" options={["1", "5", "25", "100"].map((n) => [n, n])} />
          <Select
            name="expires_in_hours"
            label={invites.days}
            value="168"
            options={[
              ["24", invites.day],
              ["168", invites.week],
              ["720", invites.month],
            ]}
          />
        </div>
        <Submit className="button button-main mt-4">{invites.submit}</Submit>
        <MadeLink words={{ made: invites.made, copy: invites.copy, copied: invites.copied }} />
      </Form>
      <section className="card">
        <h2 className="text-base font-[650]">{invites.list}</h2>
        {invitations.length === 0 && <p className="mt-2 text-ink-2">{invites.none}</p>}
        <ul>
          {invitations.map((invitation) => (
            <li key={invitation.id} className="flex items-center gap-3 border-b border-line py-2.5 last:border-b-0">
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{people.roles[invitation.role]}</span>
                <span className="block text-[13px] leading-[18px] text-ink-3">
                  {[
                    say(actor.locale, invites.usesLeft, { n: invitation.max_uses - invitation.uses }),
                    say(actor.locale, invites.until, {
                      when: whenExactly(clock, new Date(invitation.expires_at), now),
                    }),
                    say(actor.locale, invites.by, { name: invitation.created_by }),
                  ].join(" · ")}
                </span>
              </span>
              <Form action={revokeInvitationAction}>
                <input type="hidden" name="id" value={invitation.id} />
                <Submit className="button">{invites.revoke}</Submit>
              </Form>
            </li>
          ))}
        </ul>
      </section>
      <Form action={setRegistrationAction} className="card">
        <h2 className="text-base font-[650]">{invites.registration}</h2>
        <Select
          name="registration"
          label={invites.registrationLead}
          value={company?.registration ?? "invited"}
          options={[
            ["invited", invites.invited],
            ["open", invites.open],
          ]}
        />
        <Submit className="button mt-4">{pages.settings.save}</Submit>
      </Form>
    </div>
  );
}
