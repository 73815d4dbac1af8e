import type { ReactNode } from "react";

/** What every page of the administration begins with; `children` are what can be begun from here. */
export function PageHead(props: { title: string; lead?: string; children?: ReactNode }) {
  return (
    <div className="mb-5 flex flex-wrap items-start gap-3">
      <div className="min-w-0 flex-1 max-md:flex-none max-md:basis-full">
        <h1 className="page-title">{props.title}</h1>
        {props.lead && <p className="mt-0.5 text-ink-2">{props.lead}</p>}
      </div>
      {props.children}
    </div>
  );
}
