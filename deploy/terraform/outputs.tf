output "slack_url" {
  description = "For the manifest of the Slack app, with slack/events appended."
  value       = aws_lambda_function_url.slack.function_url
}

output "jobs_queue_url" {
  description = "QUEUE_URL for `npm run doctor` and `npm run jobs`."
  value       = aws_sqs_queue.jobs.url
}

output "people_queue_url" {
  description = "PEOPLE_QUEUE_URL for `npm run doctor`."
  value       = aws_sqs_queue.people.url
}

output "table_name" {
  description = "The table of STORE_URL=dynamodb:TABLE."
  value       = aws_dynamodb_table.incidents.name
}

output "worker_role_arn" {
  description = "For the trust policy of the roles of INCIDENT_ACCOUNTS."
  value       = aws_iam_role.function["worker"].arn
}
