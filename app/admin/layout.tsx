import { ChevronLeft, LinkIcon } from "lucide-react";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { Brand } from "@/components/ui/brand";
import { isAdmin } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { currentCompany, requireVisitor } from "@/lib/visitor";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const actor = await requireVisitor("/admin/invites");
  // For the look alone: each page and each verb asks the policy itself.
  if (!isAdmin(actor)) notFound();
  const company = await currentCompany();
  const { pages } = catalogue(actor.locale);
  return (
    <div className="grid min-h-dvh md:grid-cols-[232px_minmax(0,1fr)]">
      <nav className="border-line bg-sidebar p-2.5 max-md:border-b md:border-r" aria-label={pages.settings.admin}>
        <div className="px-2 pt-2 pb-4">
          <Brand name={company?.name ?? ""} />
        </div>
        <Link href="/admin/invites" className="room-row" aria-current="page">
          <LinkIcon aria-hidden="true" size={18} strokeWidth={1.75} />
          {pages.titles.invites}
        </Link>
        <Link href="/" className="room-row mt-4">
          <ChevronLeft aria-hidden="true" size={18} strokeWidth={1.75} />
          {pages.invites.backToChat}
        </Link>
      </nav>
      <main className="min-w-0">{children}</main>
    </div>
  );
}
