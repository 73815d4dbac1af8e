import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { EntranceCards } from "@/components/admin/entrance-cards";
import { PageHead } from "@/components/admin/page-head";
import { ProviderCard } from "@/components/admin/provider-card";
import { RulesCard } from "@/components/admin/rules-card";
import { maySecureWorkspace } from "@/lib/access/policy";
import { isProved } from "@/lib/auth/proofs";
import { readProviderSettings } from "@/lib/auth/provider";
import { catalogue } from "@/lib/i18n";
import { requireVisitor, visitorOrigin } from "@/lib/visitor";
import { readSettings } from "@/lib/workspace/data";
import {
  changeFactorRuleAction,
  changePasswordRuleAction,
  changeProviderAction,
  changeRegistrationAction,
  changeRoomRulesAction,
  changeSessionsAction,
} from "./actions";

type Props = PageProps<"/admin/security">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/admin/security")).locale).admin.frame.security };
}

export default async function SecurityPage({ searchParams }: Props) {
  const actor = await requireVisitor("/admin/security");
  if (!maySecureWorkspace(actor)) notFound();
  const [company, provider, origin] = await Promise.all([
    readSettings(actor),
    readProviderSettings(actor),
    visitorOrigin(),
  ]);
  const { admin } = catalogue(actor.locale);
  const words = admin.security;
  const shared = { words, frame: admin.frame, locale: actor.locale, company };
  return (
    <div className="admin-page">
      <PageHead title={admin.frame.security} lead={words.lead} />
      {(await searchParams).removed !== undefined && (
        <p role="status" className="notice notice-good mt-0 mb-5 max-w-[640px]">
          {words.removed}
        </p>
      )}
      {!isProved(actor) && (
        <p className="notice mt-0 mb-5 max-w-[640px]">
          {`${words.proveFirst} `}
          <Link className="link" href="/prove?next=/admin/security" prefetch={false}>
            {words.proveNow}
          </Link>
        </p>
      )}
      <div className="grid max-w-[640px] gap-5">
        <EntranceCards
          {...shared}
          actions={{
            password: changePasswordRuleAction,
            sessions: changeSessionsAction,
            factor: changeFactorRuleAction,
            registration: changeRegistrationAction,
          }}
        />
        <ProviderCard
          {...shared}
          provider={provider}
          backTo={`${origin}/api/auth/callback/company`}
          action={changeProviderAction}
        />
        <RulesCard {...shared} action={changeRoomRulesAction} />
      </div>
    </div>
  );
}
