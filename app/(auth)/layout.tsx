import type { ReactNode } from "react";
import { Brand } from "@/components/ui/brand";
import { currentCompany } from "@/lib/visitor";

export default async function GateLayout({ children }: { children: ReactNode }) {
  const company = await currentCompany();
  return (
    <main className="grid min-h-dvh place-items-center bg-sidebar px-4 py-8">
      <div className="w-full max-w-[380px] rounded-2xl border border-line bg-raised p-6 shadow-[0_6px_24px_var(--shade)] sm:p-8">
        <Brand company={company} />
        {children}
      </div>
    </main>
  );
}
