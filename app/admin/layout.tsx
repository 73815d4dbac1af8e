import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { AdminNav } from "@/components/admin/admin-nav";
import { Brand } from "@/components/ui/brand";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { countWaitingInvitations } from "@/lib/invitations/data";
import { currentCompany, requireVisitor, visitorPath } from "@/lib/visitor";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const actor = await requireVisitor(await visitorPath());
  // For the look alone: each page and each verb asks the policy itself.
  if (!mayAdminister(actor)) notFound();
  const [company, waiting] = await Promise.all([currentCompany(), countWaitingInvitations(actor)]);
  const { pages, admin } = catalogue(actor.locale);
  return (
    <div className="grid min-h-dvh md:grid-cols-[232px_minmax(0,1fr)] max-md:grid-rows-[auto_1fr]">
      <nav
        className="min-w-0 border-line bg-sidebar p-2.5 max-md:border-b md:sticky md:top-0 md:h-dvh md:border-r"
        aria-label={pages.settings.admin}
      >
        <div className="px-2 pt-2 pb-4 max-md:pb-2">
          <Brand company={company} />
        </div>
        <AdminNav words={admin.frame} waiting={waiting} />
      </nav>
      <main className="min-w-0">{children}</main>
    </div>
  );
}
