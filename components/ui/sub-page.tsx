import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

interface Props {
  back: { href: string; label: string };
  title: string;
  lead: string;
  /** What was done on the way here. */
  done: string | null;
  children: ReactNode;
}

/** A page of settings that lies below another one. */
export const SubPage = ({ back, title, lead, done, children }: Props) => (
  <div className="min-h-0 flex-1 overflow-y-auto">
    <div className="page max-w-[640px]">
      <Link href={back.href} className="link mb-2 inline-flex min-h-9 items-center gap-1" prefetch={false}>
        <ChevronLeft aria-hidden="true" size={18} className="flex-none" />
        <span className="[overflow-wrap:anywhere]">{back.label}</span>
      </Link>
      <h1 className="page-title">{title}</h1>
      <p className="mb-5 text-ink-2">{lead}</p>
      {done !== null && (
        <p role="status" className="notice notice-good mt-0 mb-5">
          {done}
        </p>
      )}
      <div className="grid gap-5">{children}</div>
    </div>
  </div>
);
