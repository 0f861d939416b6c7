export { oauthClient } from './client.js';
export { createKeyring, type Keyring } from './keyring.js';
export { type DevicePrompt, deviceLogin, loopbackLogin } from './login.js';
export { revoke } from './revoke.js';
export { type OAuthChoice, type OAuthSettings, providerSettings, registrationOf } from './settings.js';
export { createTokenSource, type Granted, keyMissing, type TokenDeps, type TokenStore } from './tokens.js';
