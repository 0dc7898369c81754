/** The first stop of the keyboard: past everything to what matters. */
export function SkipLink({ target, children }: { readonly target: string; readonly children: string }) {
  return (
    <a
      href={`#${target}`}
      className="absolute start-3 -top-20 z-10 rounded-control bg-ink px-4 py-3 text-bg focus:top-3"
      onClick={(event) => {
        // The fragment is the route; going there is a matter of focus alone.
        event.preventDefault();
        document.getElementById(target)?.focus();
      }}
    >
      {children}
    </a>
  );
}
