import type { ReactNode } from "react";

/** A part of a page of settings, under its own heading. */
export function Card(props: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className="card">
      <h2 className="text-base font-[650]">{props.title}</h2>
      {props.lead && <p className="mt-0.5 text-ink-2">{props.lead}</p>}
      {props.children}
    </section>
  );
}
