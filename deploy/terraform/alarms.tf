# What someone should know of at once; docs/operating.md says what to do about each.

locals {
  alarms = {
    dead-jobs = {
      description = "Jobs were given up on and wait in the dead-letter queue. What to do: docs/operating.md, dead-jobs."
      namespace   = "AWS/SQS"
      metric      = "ApproximateNumberOfMessagesVisible"
      dimensions  = { QueueName = aws_sqs_queue.dead_jobs.name }
      statistic   = "Maximum"
      period      = 60
      evaluations = 1
      comparison  = "GreaterThanThreshold"
      threshold   = 0
    }
    lost-notifications = {
      description = "Messages of SNS did not become jobs. Watched incidents are read again by the clock all the same. What to do: docs/operating.md, lost-notifications."
      namespace   = "AWS/SQS"
      metric      = "ApproximateNumberOfMessagesVisible"
      dimensions  = { QueueName = aws_sqs_queue.lost_notifications.name }
      statistic   = "Maximum"
      period      = 60
      evaluations = 1
      comparison  = "GreaterThanThreshold"
      threshold   = 0
    }
    old-job = {
      description = "The oldest job has waited for ten minutes, longer than the app itself tries. What to do: docs/operating.md, old-job."
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      dimensions  = { QueueName = aws_sqs_queue.jobs.name }
      statistic   = "Maximum"
      period      = 60
      evaluations = 3
      comparison  = "GreaterThanThreshold"
      threshold   = 600
    }
    old-answer = {
      description = "Someone has waited for an answer, a form or Home for ten minutes, longer than the app itself tries. What to do: docs/operating.md, old-answer."
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      dimensions  = { QueueName = aws_sqs_queue.people.name }
      statistic   = "Maximum"
      period      = 60
      evaluations = 3
      comparison  = "GreaterThanThreshold"
      threshold   = 600
    }
    slack-errors = {
      description = "Requests of Slack's were answered with an error. What to do: docs/operating.md, slack-errors."
      namespace   = "AWS/Lambda"
      metric      = "Url5xxCount"
      dimensions  = { FunctionName = aws_lambda_function.function["slack"].function_name }
      statistic   = "Sum"
      period      = 60
      evaluations = 1
      comparison  = "GreaterThanThreshold"
      threshold   = 0
    }
    notifications-errors = {
      description = "The function for SNS fails. What to do: docs/operating.md, notifications-errors."
      namespace   = "AWS/Lambda"
      metric      = "Errors"
      dimensions  = { FunctionName = aws_lambda_function.function["notifications"].function_name }
      statistic   = "Sum"
      period      = 60
      evaluations = 1
      comparison  = "GreaterThanThreshold"
      threshold   = 0
    }
    tick-errors = {
      description = "The clock failed three times in ten minutes, so status updates are late. What to do: docs/operating.md, tick-errors."
      namespace   = "AWS/Lambda"
      metric      = "Errors"
      dimensions  = { FunctionName = aws_lambda_function.function["tick"].function_name }
      statistic   = "Sum"
      period      = 600
      evaluations = 1
      comparison  = "GreaterThanOrEqualToThreshold"
      threshold   = 3
    }
    worker-errors = {
      description = "The worker itself fails (not single jobs, which it retries automatically). What to do: docs/operating.md, worker-errors."
      namespace   = "AWS/Lambda"
      metric      = "Errors"
      dimensions  = { FunctionName = aws_lambda_function.function["worker"].function_name }
      statistic   = "Sum"
      period      = 60
      evaluations = 1
      comparison  = "GreaterThanThreshold"
      threshold   = 0
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "alarm" {
  for_each            = local.alarms
  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = each.value.evaluations
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic == "" ? [] : [var.alarm_topic]
  ok_actions          = var.alarm_topic == "" ? [] : [var.alarm_topic]
}
