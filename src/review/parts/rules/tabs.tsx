const tabs = [
  { id: 'overview', title: 'How they do', href: '/rules' },
  { id: 'terms', title: 'Single terms', href: '/rules/terms' },
  { id: 'edit', title: 'Files', href: '/rules/edit' },
  { id: 'draft', title: 'Your draft', href: '/rules/draft' },
  { id: 'suggestions', title: 'Suggestions', href: '/rules/suggestions' },
  { id: 'history', title: 'History', href: '/rules/history' },
] as const;
export type RulesTab = (typeof tabs)[number]['id'];

/** The pages of the rules. `drafted` is the number of files that the admin's draft changes. */
export function RulesTabs({ tab, drafted }: { tab: RulesTab | null; drafted: number }) {
  return (
    <nav class="tabs" aria-label="Rules">
      <ul>
        {tabs.map(({ id, title, href }) => (
          <li key={id}>
            <a href={href} aria-current={id === tab ? 'true' : undefined}>
              {title}
              {id === 'draft' && drafted > 0 ? <span class="count"> {drafted}</span> : null}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
