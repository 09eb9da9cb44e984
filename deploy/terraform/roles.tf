# What each function may do. deploy/roles.yml and deploy/worker-role.yml name the code that needs each action.

data "aws_iam_policy_document" "by_lambda" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "by_scheduler" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

data "aws_iam_policy_document" "logs" {
  for_each = local.functions
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function[each.key].arn}:*"]
  }
}

data "aws_iam_policy_document" "slack" {
  source_policy_documents = [data.aws_iam_policy_document.logs["slack"].json]
  statement {
    actions   = ["ssm:GetParameters"]
    resources = ["arn:${local.partition}:ssm:${local.region}:${local.account}:parameter${local.signing_secret}"]
  }
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.jobs.arn, aws_sqs_queue.people.arn]
  }
}

# Only where SLACK_CLIENT_ID is set: the pages of an installation, which keeps the workspace's token.
data "aws_iam_policy_document" "install" {
  statement {
    actions = ["ssm:GetParameters"]
    resources = [
      "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter${local.client_secret}",
      "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter${local.state_secret}",
      "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter${local.installation_keys}",
    ]
  }
  statement {
    actions   = ["dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.incidents.arn]
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "dynamodb:LeadingKeys"
      values   = ["installations", "oauth states"]
    }
  }
}

data "aws_iam_policy_document" "notifications" {
  source_policy_documents = [data.aws_iam_policy_document.logs["notifications"].json]
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.jobs.arn, aws_sqs_queue.lost_notifications.arn]
  }
}

data "aws_iam_policy_document" "tick" {
  source_policy_documents = [data.aws_iam_policy_document.logs["tick"].json]
  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.incidents.arn]
  }
  statement {
    actions   = ["dynamodb:Query"]
    resources = [aws_dynamodb_table.incidents.arn, "${aws_dynamodb_table.incidents.arn}/index/*"]
  }
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.jobs.arn]
  }
  statement {
    actions   = ["sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.jobs.arn, aws_sqs_queue.dead_jobs.arn]
  }
}

data "aws_iam_policy_document" "worker" {
  source_policy_documents = [data.aws_iam_policy_document.logs["worker"].json]
  statement {
    actions = ["ssm:GetParameters"]
    resources = [
      "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter${local.bot_token}",
      "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter${local.client_secret}",
      "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter${local.installation_keys}",
    ]
  }
  statement {
    actions = [
      "sqs:ReceiveMessage",
      "sqs:DeleteMessage",
      "sqs:ChangeMessageVisibility",
      "sqs:GetQueueAttributes",
      "sqs:SendMessage",
    ]
    resources = [aws_sqs_queue.jobs.arn, aws_sqs_queue.people.arn]
  }
  statement {
    actions   = ["sqs:SendMessage", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.dead_jobs.arn]
  }
  statement {
    actions = [
      "dynamodb:GetItem",
      "dynamodb:BatchGetItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
      "dynamodb:Scan",
      "dynamodb:DescribeTable",
      "dynamodb:DescribeTimeToLive",
      "dynamodb:DescribeContinuousBackups",
    ]
    resources = [aws_dynamodb_table.incidents.arn]
  }
  statement {
    actions   = ["dynamodb:Query"]
    resources = [aws_dynamodb_table.incidents.arn, "${aws_dynamodb_table.incidents.arn}/index/*"]
  }
  statement {
    actions   = ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"]
    resources = local.topic_arns
  }
  statement {
    actions = [
      "ssm-incidents:GetIncidentRecord",
      "ssm-incidents:ListTimelineEvents",
      "ssm-incidents:GetTimelineEvent",
      "ssm-incidents:ListRelatedItems",
      "ssm-incidents:ListIncidentFindings",
      "ssm-incidents:BatchGetIncidentFindings",
      "ssm-incidents:GetResponsePlan",
    ]
    resources = local.incident_arns
  }
  statement {
    actions = [
      "ssm-incidents:ListIncidentRecords",
      "ssm-incidents:ListResponsePlans",
      "ssm-incidents:ListReplicationSets",
    ]
    resources = ["*"]
  }
  statement {
    actions   = ["ssm-incidents:GetReplicationSet"]
    resources = local.replication_set_arns
  }
  statement {
    actions   = ["ssm:GetAutomationExecution"]
    resources = local.execution_arns
  }
  statement {
    actions = [
      "cloudwatch:DescribeAlarms",
      "cloudwatch:ListAlarmMuteRules",
      "cloudwatch:GetMetricWidgetImage",
    ]
    resources = ["*"]
  }
  statement {
    actions   = ["cloudwatch:DescribeAlarmContributors"]
    resources = local.alarm_arns
  }
  statement {
    actions   = ["ssm:GetOpsItem"]
    resources = local.ops_item_arns
  }
  statement {
    actions   = ["ssm:ListOpsItemRelatedItems"]
    resources = ["*"]
  }
  statement {
    actions   = ["aidevops:GetBacklogTask", "aidevops:ListBacklogTasks", "aidevops:ListJournalRecords"]
    resources = local.agent_space_arns
  }
  statement {
    actions   = ["ssm-contacts:ListEngagements", "ssm-contacts:ListContacts"]
    resources = ["*"]
  }
  statement {
    actions   = ["ssm-contacts:ListPagesByEngagement"]
    resources = local.engagement_arns
  }
  statement {
    actions   = ["ssm-contacts:GetContact", "ssm-contacts:ListContactChannels"]
    resources = local.contact_arns
  }
  statement {
    actions   = ["ssm-contacts:ListRotationShifts"]
    resources = local.rotation_arns
  }
}

data "aws_iam_policy_document" "other_accounts" {
  statement {
    actions   = ["sts:AssumeRole"]
    resources = local.roles
  }
}

data "aws_iam_policy_document" "write_incidents" {
  statement {
    actions = [
      "ssm-incidents:UpdateIncidentRecord",
      "ssm-incidents:CreateTimelineEvent",
      "ssm-incidents:UpdateTimelineEvent",
      "ssm-incidents:DeleteTimelineEvent",
      "ssm-incidents:UpdateRelatedItems",
      "ssm-incidents:StartIncident",
      "ssm-incidents:TagResource",
    ]
    resources = local.incident_arns
  }
  statement {
    actions   = ["ssm-contacts:StartEngagement"]
    resources = local.contact_arns
  }
  statement {
    actions   = ["ssm:SendAutomationSignal"]
    resources = local.execution_arns
  }
  statement {
    actions   = ["ssm:UpdateOpsItem"]
    resources = local.ops_item_arns
  }
  statement {
    actions   = ["aidevops:CreateBacklogTask", "aidevops:UpdateBacklogTask"]
    resources = local.agent_space_arns
  }
  statement {
    actions   = ["ssm:CreateOpsItem"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "aws:CalledViaFirst"
      values   = ["ssm-incidents.amazonaws.com"]
    }
  }
  statement {
    actions   = ["sns:Publish"]
    resources = local.topic_arns
  }
}

data "aws_iam_policy_document" "schedule" {
  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_function.function["tick"].arn]
  }
}

locals {
  policies = {
    slack         = data.aws_iam_policy_document.slack.json
    notifications = data.aws_iam_policy_document.notifications.json
    tick          = data.aws_iam_policy_document.tick.json
    worker        = data.aws_iam_policy_document.worker.json
  }
}

resource "aws_iam_role" "function" {
  for_each           = local.functions
  name               = "${local.name}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.by_lambda.json
}

resource "aws_iam_role_policy" "function" {
  for_each = local.functions
  name     = each.key
  role     = aws_iam_role.function[each.key].id
  policy   = local.policies[each.key]
}

resource "aws_iam_role_policy" "install" {
  count  = local.installs_by_oauth ? 1 : 0
  name   = "install"
  role   = aws_iam_role.function["slack"].id
  policy = data.aws_iam_policy_document.install.json
}

# Only where INCIDENT_ACCOUNTS names roles to assume.
resource "aws_iam_role_policy" "other_accounts" {
  count  = length(local.roles) > 0 ? 1 : 0
  name   = "other-accounts"
  role   = aws_iam_role.function["worker"].id
  policy = data.aws_iam_policy_document.other_accounts.json
}

# Only where INCIDENT_EDITORS names someone: read-only otherwise, also for IAM.
resource "aws_iam_role_policy" "write_incidents" {
  count  = lookup(var.settings, "INCIDENT_EDITORS", "") == "" ? 0 : 1
  name   = "write-incidents"
  role   = aws_iam_role.function["worker"].id
  policy = data.aws_iam_policy_document.write_incidents.json
}

resource "aws_iam_role" "schedule" {
  name               = "${local.name}-schedule"
  assume_role_policy = data.aws_iam_policy_document.by_scheduler.json
}

resource "aws_iam_role_policy" "schedule" {
  name   = "schedule"
  role   = aws_iam_role.schedule.id
  policy = data.aws_iam_policy_document.schedule.json
}
