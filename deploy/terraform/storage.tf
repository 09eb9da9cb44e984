# Where jobs wait and what the app remembers. deploy/storage.yml says why each value is as it is.

resource "aws_sqs_queue" "jobs" {
  name                       = "${local.name}-jobs.fifo"
  fifo_queue                 = true
  deduplication_scope        = "messageGroup"
  fifo_throughput_limit      = "perMessageGroupId"
  visibility_timeout_seconds = 360
  message_retention_seconds  = 1209600
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_jobs.arn
    maxReceiveCount     = 1000
  })
}

resource "aws_sqs_queue" "people" {
  name                       = "${local.name}-people.fifo"
  fifo_queue                 = true
  deduplication_scope        = "messageGroup"
  fifo_throughput_limit      = "perMessageGroupId"
  visibility_timeout_seconds = 360
  message_retention_seconds  = 1209600
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_jobs.arn
    maxReceiveCount     = 1000
  })
}

resource "aws_sqs_queue" "dead_jobs" {
  name                      = "${local.name}-dead-jobs.fifo"
  fifo_queue                = true
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue" "lost_notifications" {
  name                      = "${local.name}-lost-notifications"
  message_retention_seconds = 1209600
}

data "aws_iam_policy_document" "lost_notifications" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.lost_notifications.arn]
    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_sqs_queue_policy" "lost_notifications" {
  queue_url = aws_sqs_queue.lost_notifications.id
  policy    = data.aws_iam_policy_document.lost_notifications.json
}

resource "aws_dynamodb_table" "incidents" {
  name         = local.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"
  range_key    = "sk"

  attribute {
    name = "pk"
    type = "S"
  }
  attribute {
    name = "sk"
    type = "S"
  }
  attribute {
    name = "listedUnder"
    type = "S"
  }
  attribute {
    name = "dueShard"
    type = "S"
  }
  attribute {
    name = "dueAtMs"
    type = "N"
  }

  global_secondary_index {
    name            = "listed"
    hash_key        = "listedUnder"
    projection_type = "ALL"
  }
  global_secondary_index {
    name            = "due"
    hash_key        = "dueShard"
    range_key       = "dueAtMs"
    projection_type = "ALL"
  }

  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }
  point_in_time_recovery {
    enabled = true
  }
  # The app's memory.
  lifecycle {
    prevent_destroy = true
  }
}
