import { z } from 'zod';

/** Secrets stand in the environment or in a file, never in the configuration itself. */
export const secretSchema = z
  .union([z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })], {
    error: 'write { env: NAME } or { file: PATH }: a secret does not belong into this file',
  })
  .describe('Where the secret is: { env: NAME } or { file: PATH }');

/** Tokens travel to these addresses: nothing but TLS, except to a server on this machine. */
const endpoint = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}, 'write an https:// address (http:// only for a server on this machine)');

export const oauthSchema = z
  .strictObject({
    provider: z.enum(['google', 'microsoft', 'custom']).describe('Whose endpoints and scopes are used'),
    clientId: z.string().min(1).max(300).describe('Of your registration at the provider'),
    clientSecret: secretSchema.optional().describe('Google wants one also of a desktop application'),
    tenant: z
      .string()
      .regex(/^[A-Za-z0-9.-]{1,100}$/, 'write the id or the domain of the directory')
      .optional()
      .describe('Microsoft: the directory; default organizations'),
    issuer: endpoint.optional().describe('Where the endpoints are looked up, when none are named'),
    tokenEndpoint: endpoint.optional(),
    authorizationEndpoint: endpoint.optional().describe('For `triage auth login --loopback`'),
    deviceEndpoint: endpoint.optional().describe('For `triage auth login --device`'),
    revocationEndpoint: endpoint.optional().describe('For `triage auth logout`'),
    scopes: z.array(z.string().min(1).max(200)).min(1).max(20).optional(),
    refreshToken: secretSchema.optional().describe('One that you have already; without it, `triage auth login`'),
  })
  .superRefine((oauth, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (oauth.provider === 'custom' && oauth.issuer === undefined && oauth.tokenEndpoint === undefined)
      issue('provider', 'custom needs `issuer` or `tokenEndpoint`');
    if (oauth.provider !== 'microsoft' && oauth.tenant !== undefined) issue('tenant', 'only microsoft has a tenant');
  });

export type OAuthConfig = z.infer<typeof oauthSchema>;
