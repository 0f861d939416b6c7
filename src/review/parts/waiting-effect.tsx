import type { ComponentChildren } from 'preact';
import type { EffectDecision, WaitingAction } from '../../domain/index.js';
import type { LogMask } from '../log-mask.js';
import type { PageFrame } from './layout.js';
import { reasonWords, stateTitles } from './outcomes.js';
import { Said } from './text.js';
import { Age, moment } from './time.js';
import { words } from './words.js';

const kinds = { label: 'Label', draft: 'Draft of an answer', acknowledge: 'Acknowledgement' } as const;

/** An effect with why it stands where it stands and, when it waits for a person, what that person can do. */
export function Effect(props: {
  effect: WaitingAction;
  mask: LogMask;
  frame: PageFrame;
  back: string;
  /** On the page of its own message. */
  brief?: boolean;
}) {
  const { effect, mask, frame, back, brief = false } = props;
  const { kind, state, reason, detail, dueAt } = effect;
  const planned = state === 'planned' && kind !== 'label';
  const waits = planned || state === 'held' || state === 'failed' || state === 'uncertain';
  const to = effect.to === null ? null : mask.on ? mask.name : effect.to;
  return (
    <li class="entry" data-id={effect.id}>
      <p class="when small muted">
        <Age at={effect.since} now={frame.now} />
      </p>
      <div class="who">
        <p class="name">
          {kinds[kind]}
          {to === null ? null : (
            <>
              {' to '}
              <Said text={to} most={80} />
            </>
          )}
        </p>
        <p class="small muted">
          {brief ? null : (
            <>
              <a href={`/log/${effect.messageId}`}>
                <Said text={mask.text(effect.subject ?? '') || '(no subject)'} most={90} />
              </a>
              {' · '}
            </>
          )}
          {effect.template === null ? effect.labels.join(', ') : words(effect.template)}
        </p>
      </div>
      <div class="outcome">
        <p>
          <span class={`state ${state}`}>{words(stateTitles[state] ?? state)}</span>
        </p>
        <p class="small">
          {reason === null ? null : <span>{reasonWords(reason)}</span>}
          {detail === null || detail === '' ? null : (
            <span class="muted">
              {reason === null ? '' : ' · '}
              <Said text={mask.text(detail)} most={220} />
            </span>
          )}
        </p>
        {dueAt === null || !waits ? null : (
          <p class="small muted">
            {planned ? 'Due at' : 'Looks again at'} {moment(dueAt)}
          </p>
        )}
      </div>
      <div class="next">{waits ? <Decisions effect={effect} csrf={frame.csrf} back={back} /> : null}</div>
    </li>
  );
}

function Decisions({ effect, csrf, back }: { effect: WaitingAction; csrf: string; back: string }) {
  const { id, kind, state } = effect;
  const maybeSent = state === 'uncertain';
  const form = (children: ComponentChildren) => (
    <form action={`/effects/${id}/decide`} method="post" class="choose">
      <input type="hidden" name="_csrf" value={csrf} />
      <input type="hidden" name="back" value={back} />
      <input type="hidden" name="state" value={state} />
      {children}
    </form>
  );
  const button = (value: EffectDecision, title: string) => (
    <button name="value" value={value} type="submit">
      {title}
    </button>
  );
  if (maybeSent) {
    return (
      <>
        {form(
          <>
            {button('sent', 'It was sent')}
            {button('drop', 'Drop')}
          </>,
        )}
        <details class="small">
          <summary>Answer once more</summary>
          <p>It may have left already. Look into the Sent folder first: the person would be answered twice.</p>
          {form(
            <>
              {button('go', 'Send again')}
              {button('draft', 'Edit as draft')}
            </>,
          )}
        </details>
      </>
    );
  }
  return form(
    <>
      {button('go', kind === 'acknowledge' ? 'Send now' : kind === 'draft' ? 'Write draft now' : 'Try again')}
      {kind === 'acknowledge' ? button('draft', 'Edit as draft') : null}
      {button('drop', 'Drop')}
    </>,
  );
}
