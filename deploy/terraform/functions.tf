# The four functions: docs/architecture.md. Their zip files are those of `npm run package`.

locals {
  log_level = lookup(var.settings, "LOG_LEVEL", "info")
  # The environment of the worker, from var.settings.
  worker_settings = [
    "SLACK_API_URL",
    "SLACK_CLIENT_ID",
    "INSTALL_TEAMS",
    "PUBLIC_URL",
    "INCIDENT_REGIONS",
    "INCIDENT_ACCOUNTS",
    "INCIDENT_EDITORS",
    "CHAT_TOPICS",
    "STATUS_POSTS",
    "MENTIONS",
    "CONSOLE_INCIDENT_URL",
    "CARD_LINKS",
    "CONTACTS",
    "DEVOPS_AGENT_SPACE",
    "NOTE_REACTION",
    "INCIDENT_ROOMS",
    "ROOM_NAME",
    "ROOM_PRIVATE",
    "ROOM_ARCHIVE_DAYS",
    "ON_CALL_GROUPS",
    "METRICS_NAMESPACE",
  ]
  functions = {
    slack = {
      memory  = 512
      timeout = 15
      variables = {
        LOG_LEVEL            = local.log_level
        QUEUE_URL            = aws_sqs_queue.jobs.url
        PEOPLE_QUEUE_URL     = aws_sqs_queue.people.url
        STORE_URL            = "dynamodb:${aws_dynamodb_table.incidents.name}"
        SLACK_SIGNING_SECRET = "ssm:${local.signing_secret}"
        SLACK_API_URL        = lookup(var.settings, "SLACK_API_URL", "")
        SLACK_CLIENT_ID      = lookup(var.settings, "SLACK_CLIENT_ID", "")
        SLACK_CLIENT_SECRET  = local.installs_by_oauth ? "ssm:${local.client_secret}" : ""
        SLACK_STATE_SECRET   = local.installs_by_oauth ? "ssm:${local.state_secret}" : ""
        INSTALLATION_KEYS    = local.installs_by_oauth ? "ssm:${local.installation_keys}" : ""
        INSTALL_TEAMS        = lookup(var.settings, "INSTALL_TEAMS", "")
        PUBLIC_URL           = lookup(var.settings, "PUBLIC_URL", "")
      }
    }
    notifications = {
      memory  = 512
      timeout = 15
      variables = {
        LOG_LEVEL   = local.log_level
        QUEUE_URL   = aws_sqs_queue.jobs.url
        CHAT_TOPICS = lookup(var.settings, "CHAT_TOPICS", "")
      }
    }
    tick = {
      memory  = 512
      timeout = 50
      variables = {
        LOG_LEVEL    = local.log_level
        QUEUE_URL    = aws_sqs_queue.jobs.url
        STORE_URL    = "dynamodb:${aws_dynamodb_table.incidents.name}"
        STATUS_POSTS = lookup(var.settings, "STATUS_POSTS", "")
      }
    }
    worker = {
      memory  = 1024
      timeout = 60
      variables = merge(
        { for name in local.worker_settings : name => lookup(var.settings, name, "") },
        {
          LOG_LEVEL           = local.log_level
          QUEUE_URL           = aws_sqs_queue.jobs.url
          PEOPLE_QUEUE_URL    = aws_sqs_queue.people.url
          STORE_URL           = "dynamodb:${aws_dynamodb_table.incidents.name}"
          SLACK_BOT_TOKEN     = local.installs_by_oauth ? "" : "ssm:${local.bot_token}"
          SLACK_CLIENT_SECRET = local.installs_by_oauth ? "ssm:${local.client_secret}" : ""
          INSTALLATION_KEYS   = local.installs_by_oauth ? "ssm:${local.installation_keys}" : ""
        },
      )
    }
  }
}

resource "aws_cloudwatch_log_group" "function" {
  for_each          = local.functions
  name              = "/aws/lambda/${local.name}-${each.key}"
  retention_in_days = 30
}

resource "aws_lambda_function" "function" {
  for_each         = local.functions
  function_name    = "${local.name}-${each.key}"
  role             = aws_iam_role.function[each.key].arn
  filename         = "${var.package}/${each.key}.zip"
  source_code_hash = filebase64sha256("${var.package}/${each.key}.zip")
  handler          = "dist/${each.key}/index.handler"
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  memory_size      = each.value.memory
  timeout          = each.value.timeout
  environment {
    variables = each.value.variables
  }
  depends_on = [aws_cloudwatch_log_group.function, aws_iam_role_policy.function]
}

# Slack's door. It checks the signature itself.
resource "aws_lambda_function_url" "slack" {
  function_name      = aws_lambda_function.function["slack"].function_name
  authorization_type = "NONE"
}

resource "aws_lambda_permission" "slack_url" {
  statement_id           = "function-url"
  action                 = "lambda:InvokeFunctionUrl"
  function_name          = aws_lambda_function.function["slack"].function_name
  principal              = "*"
  function_url_auth_type = "NONE"
}

resource "aws_lambda_permission" "slack_invoke" {
  statement_id             = "invoked-via-function-url"
  action                   = "lambda:InvokeFunction"
  function_name            = aws_lambda_function.function["slack"].function_name
  principal                = "*"
  invoked_via_function_url = true
}

# Two more tries by Lambda itself; what still fails is kept and raises the alarm.
resource "aws_lambda_function_event_invoke_config" "notifications" {
  function_name          = aws_lambda_function.function["notifications"].function_name
  maximum_retry_attempts = 2
  destination_config {
    on_failure {
      destination = aws_sqs_queue.lost_notifications.arn
    }
  }
}

# A tick that failed is made good by the next one.
resource "aws_lambda_function_event_invoke_config" "tick" {
  function_name          = aws_lambda_function.function["tick"].function_name
  maximum_retry_attempts = 0
}

resource "aws_scheduler_schedule" "tick" {
  name                = "${local.name}-tick"
  schedule_expression = "rate(1 minute)"
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = aws_lambda_function.function["tick"].arn
    role_arn = aws_iam_role.schedule.arn
  }
}

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn        = aws_sqs_queue.jobs.arn
  function_name           = aws_lambda_function.function["worker"].arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
  scaling_config {
    maximum_concurrency = 5
  }
}

resource "aws_lambda_event_source_mapping" "people" {
  event_source_arn        = aws_sqs_queue.people.arn
  function_name           = aws_lambda_function.function["worker"].arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
  scaling_config {
    maximum_concurrency = 2
  }
}

resource "aws_sns_topic_subscription" "notifications" {
  for_each  = toset(local.topics)
  topic_arn = each.key
  protocol  = "lambda"
  endpoint  = aws_lambda_function.function["notifications"].arn
  region    = split(":", each.key)[3]
  # A topic of another Region cannot leave what it failed to deliver in a queue of this one.
  redrive_policy = split(":", each.key)[3] != local.region ? null : jsonencode({
    deadLetterTargetArn = aws_sqs_queue.lost_notifications.arn
  })
}

resource "aws_lambda_permission" "topic" {
  for_each      = toset(local.topics)
  statement_id  = "topic-${md5(each.key)}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.function["notifications"].function_name
  principal     = "sns.amazonaws.com"
  source_arn    = each.key
}
