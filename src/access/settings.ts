/** How an account gets its access tokens. Resolved from the configuration; secrets stand in it. */
export interface OAuthSettings {
  readonly provider: 'google' | 'microsoft' | 'custom';
  readonly clientId: string;
  /** Null for a public client (RFC 6749 section 2.1). */
  readonly clientSecret: string | null;
  readonly scopes: readonly string[];
  /** Where endpoints are looked up when none are named (OpenID Connect Discovery 1.0). */
  readonly issuer: string | null;
  readonly endpoints: OAuthEndpoints | null;
  /** A refresh token that the configuration names, or null: then a person has to log in. */
  readonly refreshToken: string | null;
}

export interface OAuthEndpoints {
  readonly token: string;
  readonly authorization: string | null;
  readonly device: string | null;
  readonly revocation: string | null;
}

/** What a configuration says, before its secrets were read. */
export interface OAuthChoice {
  readonly provider: OAuthSettings['provider'];
  /** Microsoft: the directory, default `organizations`. */
  readonly tenant?: string | undefined;
  readonly issuer?: string | undefined;
  readonly tokenEndpoint?: string | undefined;
  readonly authorizationEndpoint?: string | undefined;
  readonly deviceEndpoint?: string | undefined;
  readonly revocationEndpoint?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
}

/** Endpoints and scopes of a provider, with what the configuration names instead. */
export function providerSettings(choice: OAuthChoice): Pick<OAuthSettings, 'issuer' | 'endpoints' | 'scopes'> {
  const known = knownProvider(choice);
  const token = choice.tokenEndpoint ?? known.endpoints?.token;
  const endpoints =
    token === undefined
      ? null
      : {
          token,
          authorization: choice.authorizationEndpoint ?? known.endpoints?.authorization ?? null,
          device: choice.deviceEndpoint ?? known.endpoints?.device ?? null,
          revocation: choice.revocationEndpoint ?? known.endpoints?.revocation ?? null,
        };
  return { issuer: choice.issuer ?? known.issuer, endpoints, scopes: choice.scopes ?? known.scopes };
}

function knownProvider({ provider, tenant }: OAuthChoice): Pick<OAuthSettings, 'issuer' | 'endpoints' | 'scopes'> {
  if (provider === 'google') {
    return {
      issuer: 'https://accounts.google.com',
      endpoints: {
        token: 'https://oauth2.googleapis.com/token',
        authorization: 'https://accounts.google.com/o/oauth2/v2/auth',
        device: 'https://oauth2.googleapis.com/device/code',
        revocation: 'https://oauth2.googleapis.com/revoke',
      },
      // The only scope with which Gmail serves IMAP and SMTP.
      scopes: ['https://mail.google.com/'],
    };
  }
  if (provider === 'microsoft') {
    const base = `https://login.microsoftonline.com/${encodeURIComponent(tenant ?? 'organizations')}`;
    return {
      issuer: `${base}/v2.0`,
      endpoints: {
        token: `${base}/oauth2/v2.0/token`,
        authorization: `${base}/oauth2/v2.0/authorize`,
        device: `${base}/oauth2/v2.0/devicecode`,
        revocation: null,
      },
      scopes: [
        'https://outlook.office.com/IMAP.AccessAsUser.All',
        'https://outlook.office.com/SMTP.Send',
        'offline_access',
      ],
    };
  }
  return { issuer: null, endpoints: null, scopes: ['offline_access'] };
}

/** The registration that tokens belong to: those of another client or server are of no use. */
export function registrationOf({ clientId, endpoints, issuer }: OAuthSettings): string {
  return `${clientId} at ${endpoints?.token ?? issuer ?? ''}`;
}
