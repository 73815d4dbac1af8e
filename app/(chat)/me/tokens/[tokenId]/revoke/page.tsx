import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Confirm } from "@/components/admin/confirm";
import { listTokens } from "@/lib/auth/personal-tokens";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { requireVisitor, visitorPath } from "@/lib/visitor";
import { revokeTokenAction } from "../../actions";

type Props = PageProps<"/me/tokens/[tokenId]/revoke">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor(await visitorPath())).locale).pages.tokens.title };
}

export default async function RevokeTokenPage({ params }: Props) {
  const actor = await requireVisitor(await visitorPath());
  const { tokenId } = await params;
  const token = (await listTokens(actor)).find(({ id }) => String(id) === tokenId);
  if (!token) notFound();
  const words = catalogue(actor.locale).pages.tokens;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <Confirm
        title={say(actor.locale, words.revokeAsk, { name: token.name })}
        consequences={[words.revokeLead]}
        action={revokeTokenAction}
        submit={words.revoke}
        isDanger
        cancel={words.cancel}
        backTo="/me/tokens"
      >
        <input type="hidden" name="id" value={token.id} />
      </Confirm>
    </div>
  );
}
