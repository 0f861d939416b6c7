import { percent } from './words.js';

/** A share, and of how many; a dash where nothing was decided. */
export function ShareOf({ share, of }: { share: number | null; of: number }) {
  return (
    <>
      {percent(share)}
      {of === 0 ? null : <span class="muted small"> of {of}</span>}
    </>
  );
}
