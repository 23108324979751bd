/** The simulated company is striped at the top, so that it is never taken for the real one. */
export function SampleStripe() {
  return (
    <div className="fixed inset-x-0 top-0 z-20 h-1.5 bg-[repeating-linear-gradient(135deg,var(--warn)_0_8px,transparent_8px_16px)]">
      <span className="sr-only">Sample data of a simulated company</span>
    </div>
  );
}
