import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Confirm } from "@/components/admin/confirm";
import { mayInvite } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { getInvitation } from "@/lib/invitations/data";
import { invitationInput } from "@/lib/invitations/schema";
import { requireVisitor, visitorPath } from "@/lib/visitor";
import { revokeInvitationAction } from "../../actions";

type Props = PageProps<"/admin/invites/[invitationId]/revoke">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireVisitor(await visitorPath());
  const { invites } = catalogue(actor.locale).admin;
  return { title: say(actor.locale, invites.revokeNamed, { id: (await params).invitationId }) };
}

export default async function RevokeInvitationPage({ params }: Props) {
  const actor = await requireVisitor(await visitorPath());
  const parsed = invitationInput.safeParse({ id: (await params).invitationId });
  if (!mayInvite(actor) || !parsed.success) notFound();
  const { id } = parsed.data;
  const { uses } = await getInvitation(actor, id).catch(() => notFound());
  const { invites, frame } = catalogue(actor.locale).admin;
  const stay = uses > 0 ? [say(actor.locale, invites.revokeStay, { n: uses })] : [];
  return (
    <Confirm
      title={say(actor.locale, invites.revokeTitle, { id })}
      consequences={[invites.revokeEffect, ...stay]}
      action={revokeInvitationAction}
      submit={invites.revoke}
      isDanger
      cancel={frame.cancel}
      backTo="/admin/invites"
    >
      <input type="hidden" name="id" value={id} />
    </Confirm>
  );
}
