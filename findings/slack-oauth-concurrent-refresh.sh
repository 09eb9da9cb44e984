#!/usr/bin/env bash
# @slack/oauth 4.0.0: events that arrive together each refresh the same expired token.
#
# A good guess: InstallProvider.authorize() refreshes an expired token once and lets concurrent calls for the same
# workspace wait for it, because Slack's refresh tokens are good for one use.
# Seen: three concurrent calls send three refreshes with the same refresh token, and each stores what it got. Which token
# ends up stored is a matter of chance; a lock around authorize() is the caller's to build.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact @slack/oauth@4.0.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { createServer } from 'node:http';
import oauth from '@slack/oauth';

const spent = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const count = spent.push(new URLSearchParams(body).get('refresh_token'));
  const access = { access_token: `xoxe.xoxb-${count}`, refresh_token: `xoxe-1-${count}`, expires_in: 43_200 };
  const install = { token_type: 'bot', scope: 'chat:write', bot_user_id: 'U1', app_id: 'A1', team: { id: 'T1' } };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ ok: true, ...access, ...install }));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const bot = { token: 'xoxe.xoxb-0', refreshToken: 'xoxe-1-0', expiresAt: 1, scopes: ['chat:write'], userId: 'U1', id: 'B1' };
let stored = { team: { id: 'T1' }, isEnterpriseInstall: false, bot, user: { id: 'U2' }, appId: 'A1', tokenType: 'bot', authVersion: 'v2' };
let saves = 0;
const provider = new oauth.InstallProvider({
  clientId: 'id',
  clientSecret: 'secret',
  stateSecret: 'state',
  clientOptions: { slackApiUrl: `http://127.0.0.1:${server.address().port}/` },
  installationStore: {
    async storeInstallation(installation) {
      saves += 1;
      stored = installation;
    },
    fetchInstallation: async () => structuredClone(stored),
    deleteInstallation: async () => undefined,
  },
});
const query = { teamId: 'T1', enterpriseId: undefined, isEnterpriseInstall: false };
await Promise.all([1, 2, 3].map(() => provider.authorize(query)));
server.close();
console.log(JSON.stringify({ spent, saves }));
process.exitCode = spent.join() === 'xoxe-1-0,xoxe-1-0,xoxe-1-0' && saves === 3 ? 0 : 1;
JS
node --no-warnings run.mjs
