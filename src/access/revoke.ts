import * as oauth from 'openid-client';
import { oauthClient } from './client.js';
import type { OAuthSettings } from './settings.js';

/**
 * Tells the provider that a refresh token is given up (RFC 7009).
 * @returns false where the provider takes no such message or does not answer: the token is forgotten here all the same
 */
export async function revoke(settings: OAuthSettings, refreshToken: string): Promise<boolean> {
  try {
    const client = await oauthClient(settings);
    if (client.serverMetadata().revocation_endpoint === undefined) return false;
    await oauth.tokenRevocation(client, refreshToken);
    return true;
  } catch {
    return false;
  }
}
