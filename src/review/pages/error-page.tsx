import { Plain } from '../parts/layout.js';

/** Any end of a request that is not a page. */
export function ErrorPage({ status, title, message }: { status: number; title: string; message: string }) {
  return (
    <Plain title={title}>
      <p>{message}</p>
      <p class="muted">
        Status {status}. <a href="/">Back to the queue</a>
      </p>
    </Plain>
  );
}
