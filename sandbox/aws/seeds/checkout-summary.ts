/** A summary as people write it during an incident: Markdown, longer than a card should show. */
export const checkoutSummary = `## What customers see

Checkout p99 is **4.2 s** (normal: 0.6 s). About *one in eight* orders fails with \`502\` after the payment step.
Baskets are kept; nobody is charged twice.

## What we know

1. At 09:52 UTC release \`checkout-2026.47.3\` went to all of \`eu-west-1\`.
2. At 09:58 the connection pool of \`payments-api\` was full; requests queue behind it.
3. Rolling back helped the canary within two minutes. The fleet restart got stuck at its third step.

- [x] Release frozen
- [x] Status page says *degraded*
- [ ] Roll back the other two zones
- [ ] Decide on failover to \`us-east-1\` (runbook **FailoverPayments** waits for approval)

See the [checkout dashboard](https://dashboards.shop.example/checkout?from=now-3h) and the
[deployment](https://deploy.shop.example/checkout/2026.47.3).

## How to reproduce

\`\`\`sh
for i in $(seq 1 20); do
  curl -s -o /dev/null -w '%{http_code} %{time_total}\\n' \\
    https://shop.example/api/checkout?probe=1 && sleep 1
done
\`\`\`

| zone | p99 | errors |
|---|---|---|
| eu-west-1a | 4.2 s | 12.4 % |
| eu-west-1b | 4.0 s | 11.9 % |
| eu-west-1c | 0.7 s | 0.1 % |

> Support: use the macro "Checkout degraded", do not promise a time.

### Open questions

- Why did the canary not catch it? It runs against a pool of its own.
- Does the mobile app retry? Its traffic is 30 % above normal since 10:05.

Next update at 12:30 UTC, or when the rollback is done.
`;
