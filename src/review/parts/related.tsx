import type { ApplicationView, PersonEvidence, RelatedApplication } from '../../domain/index.js';
import type { Mask } from '../blind.js';
import type { RulesInfo } from '../interfaces.js';
import { Said } from './text.js';
import { bandTitles } from './words.js';

interface RelatedProps {
  readonly view: ApplicationView;
  readonly mask: Mask;
  readonly rules: RulesInfo;
  readonly csrf: string;
  readonly back: string;
}

/** The person's other applications and addresses, and who may be the same person, with what speaks for it. */
export function Related(props: RelatedProps) {
  const { view, csrf, back } = props;
  const own = view.related.filter((one) => one.why !== 'similar');
  const similar = view.related.filter((one) => one.why === 'similar');
  if (view.related.length + view.addresses.length === 0) return null;
  const path = `/applications/${view.row.applicationId}`;
  const hidden = (
    <>
      <input type="hidden" name="_csrf" value={csrf} />
      <input type="hidden" name="back" value={back} />
    </>
  );
  return (
    <>
      <h2 id="same-person">Similar and merged</h2>
      {view.addresses.length === 0 ? null : (
        <ul class="list people">
          {view.addresses.map((address) => (
            <li key={address.applicantId}>
              <p>
                Also writes as <Who {...props} id={address.applicantId} name={address.name} email={address.email} />
              </p>
              <form action={`${path}/not-same`} method="post">
                {hidden}
                <input type="hidden" name="applicant" value={address.applicantId} />
                <button type="submit" title="Undo the merge: the mails of this address stand alone again">
                  Not the same person
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <ul class="list">
        {own.map((one) => (
          <li key={one.applicationId}>
            <Other {...props} one={one} />
            <span class="muted">
              {' · '}
              {one.why === 'merged' ? 'the same person under another address' : 'the same person'}
            </span>
          </li>
        ))}
      </ul>
      {similar.length === 0 ? null : (
        <ul class="list people">
          {similar.map((one) => (
            <li key={one.applicationId}>
              <div>
                <p>
                  May be the same: <Other {...props} one={one} />
                </p>
                <ul class="small muted evidence">
                  {one.evidence.map((evidence) => (
                    <li key={evidence.code}>
                      <Evidence evidence={evidence} mask={props.mask} />
                    </li>
                  ))}
                </ul>
              </div>
              <form action={`${path}/same`} method="post">
                {hidden}
                <input type="hidden" name="other" value={one.applicationId} />
                <button type="submit" title="Merge: their mails stand together, and one answer is enough for both">
                  Same person
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Who({ mask, id, name, email }: RelatedProps & { id: string; name: string | null; email: string | null }) {
  if (mask.on) return <>Applicant {id}</>;
  const text = [name, email === null ? null : name === null ? email : `<${email}>`].filter((one) => one !== null);
  return <Said text={text.join(' ') || 'Unnamed'} most={90} />;
}

function Other(props: RelatedProps & { one: RelatedApplication }) {
  const { one, rules } = props;
  return (
    <>
      <a href={`/applications/${one.applicationId}`}>
        <Who {...props} id={one.applicationId} name={one.name} email={one.why === 'similar' ? one.email : null} />
      </a>
      <span class="muted">
        {' · '}
        {rules.positions.find((position) => position.id === one.position)?.title ?? one.position ?? 'No position'} ·{' '}
        {one.score.toFixed(0)} {bandTitles[one.band].toLowerCase()}
      </span>
    </>
  );
}

const titles: Readonly<Record<PersonEvidence['code'], string>> = {
  'same-document': 'An identical file',
  'same-link': 'The same page of their own',
  'same-name': 'The same name',
  'same-institution': 'The same institution',
};

/** Blind, only what kind of thing is the same. */
function Evidence({ evidence: { code, detail }, mask }: { evidence: PersonEvidence; mask: Mask }) {
  if (mask.on) return <>{titles[code]}</>;
  return (
    <>
      {titles[code]}: <Said text={detail} most={80} />
    </>
  );
}
