import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Confirm } from "@/components/admin/confirm";
import { maySecureWorkspace } from "@/lib/access/policy";
import { readProviderSettings } from "@/lib/auth/provider";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { requireVisitor } from "@/lib/visitor";
import { removeProviderAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/admin/security/provider")).locale).admin.frame.security };
}

export default async function RemoveProviderPage() {
  const actor = await requireVisitor("/admin/security/provider");
  if (!maySecureWorkspace(actor)) notFound();
  const { issuer, label } = await readProviderSettings(actor);
  if (issuer === "") notFound();
  const { frame, security } = catalogue(actor.locale).admin;
  return (
    <Confirm
      title={say(actor.locale, security.removeTitle, { provider: label || issuer })}
      consequences={[security.removeWhat, security.removeWho]}
      action={removeProviderAction}
      submit={security.removeProvider}
      isDanger
      cancel={frame.cancel}
      backTo="/admin/security"
    >
      {null}
    </Confirm>
  );
}
