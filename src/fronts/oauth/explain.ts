/** What a page says about a failed installation. */
export interface Explained {
  status: number;
  what: string;
  next: string;
  /** For the log. */
  code: string;
}

const stateWords = {
  status: 400,
  what: 'This link was used before, is older than ten minutes, or was opened in another browser.',
  next: 'Start again here, and finish within ten minutes.',
};

const operator = 'Send this line to the people who run the app:';

/** What the library's own errors mean. @see https://docs.slack.dev/tools/node-slack-sdk/oauth/ */
const ownErrors: Readonly<Record<string, Omit<Explained, 'code'>>> = {
  slack_oauth_invalid_state: stateWords,
  slack_oauth_missing_state: {
    ...stateWords,
    what: 'The installation was not started on this page.',
    next: 'Start it here: only then is it certain that you asked for it.',
  },
  slack_oauth_missing_code: {
    status: 400,
    what: 'Slack sent no code, so nothing was agreed.',
    next: 'Start again here.',
  },
  slack_oauth_installer_authorization_error: {
    status: 403,
    what: 'You did not agree, so nothing was changed.',
    next: 'To install the app after all, start again. If your workspace asks for an admin’s approval, wait for it first.',
  },
};

/** What Slack's refusals of the code mean. @see https://docs.slack.dev/reference/methods/oauth.v2.access#errors */
const slackErrors: Readonly<Record<string, Omit<Explained, 'code'>>> = {
  invalid_code: {
    status: 400,
    what: 'Slack’s code was used before, or is older than ten minutes.',
    next: 'Start again here.',
  },
  code_already_used: { status: 400, what: 'Slack’s code was used before.', next: 'Start again here.' },
  cannot_install_an_org_installed_app: {
    status: 409,
    what: 'The app is installed for your whole organisation already.',
    next: 'Ask an admin of the organisation to add it to your workspace.',
  },
  bad_redirect_uri: {
    status: 500,
    what: 'Slack does not know the address of this app.',
    next: `${operator} PUBLIC_URL followed by /slack/oauth_redirect must be a redirect URL of the Slack app (bad_redirect_uri).`,
  },
  bad_client_secret: {
    status: 500,
    what: 'Slack does not accept the app’s credentials.',
    next: `${operator} SLACK_CLIENT_SECRET is not the secret of SLACK_CLIENT_ID (bad_client_secret).`,
  },
  invalid_client_id: {
    status: 500,
    what: 'Slack does not accept the app’s credentials.',
    next: `${operator} SLACK_CLIENT_ID is not the client ID of the Slack app (invalid_client_id).`,
  },
};

/**
 * What to tell a person whose installation failed.
 * @param code of the library's error
 * @param slackError Slack's own code, if it refused
 */
export function explain(code: string, slackError: string | undefined): Explained {
  if (slackError !== undefined) {
    const known = Object.hasOwn(slackErrors, slackError) ? slackErrors[slackError] : undefined;
    const unknown = {
      status: 502,
      what: `Slack refused the installation: ${slackError.slice(0, 60)}.`,
      next: 'Start again. If that does not help, send this line to the people who run the app.',
    };
    return { ...(known ?? unknown), code: slackError };
  }
  const own = Object.hasOwn(ownErrors, code) ? ownErrors[code] : undefined;
  const unknown = {
    status: 503,
    what: 'Slack or this app’s store did not answer.',
    next: 'Nothing was kept. Start again in a minute.',
  };
  return { ...(own ?? unknown), code };
}
