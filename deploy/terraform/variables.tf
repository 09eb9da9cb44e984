variable "stage" {
  description = "Part of every name, and of the names of the secrets in Parameter Store."
  type        = string
  default     = "prod"
}

variable "settings" {
  description = "The variables of docs/configuration.md, such as CHAT_TOPICS, INCIDENT_REGIONS and INCIDENT_EDITORS. No secrets."
  type        = map(string)
  default     = {}
}

variable "alarm_topic" {
  description = "ARN of the SNS topic that the alarms notify. Empty: they appear in the console alone."
  type        = string
  default     = ""
}

variable "package" {
  description = "The folder with the functions' zip files, which `npm run package` writes."
  type        = string
}

locals {
  service   = "slack-incident-manager"
  name      = "${local.service}-${var.stage}"
  account   = data.aws_caller_identity.own.account_id
  partition = data.aws_partition.own.partition
  region    = data.aws_region.own.region

  # Parameter Store, SecureString: written once by hand, read once in each cold start.
  bot_token         = "/${local.service}/${var.stage}/bot-token"
  signing_secret    = "/${local.service}/${var.stage}/signing-secret"
  client_secret     = "/${local.service}/${var.stage}/client-secret"
  state_secret      = "/${local.service}/${var.stage}/state-secret"
  installation_keys = "/${local.service}/${var.stage}/installation-keys"
  # Several workspaces: the app is installed by OAuth, and each workspace's token is in the table.
  installs_by_oauth = lookup(var.settings, "SLACK_CLIENT_ID", "") != ""

  # CHAT_TOPICS: `TOPIC-ARN=CHANNEL+CHANNEL,…`
  topics = [
    for part in split(",", lookup(var.settings, "CHAT_TOPICS", "")) : trimspace(split("=", part)[0]) if trimspace(part) != ""
  ]
  # INCIDENT_ACCOUNTS: `ACCOUNT[=ROLE-ARN],…`
  accounts = [
    for part in split(",", lookup(var.settings, "INCIDENT_ACCOUNTS", "")) : split("=", trimspace(part)) if trimspace(part) != ""
  ]
  roles = [for parts in local.accounts : parts[1] if length(parts) > 1]
  # Accounts that are asked with the app's own credentials: its own, or those that share their plans with it. A list in a
  # policy must hold something: account 0 does not exist.
  listed  = [for parts in local.accounts : parts[0] if length(parts) == 1]
  readers = length(local.accounts) == 0 ? [local.account] : length(local.listed) > 0 ? local.listed : ["000000000000"]

  topic_arns = length(local.topics) > 0 ? local.topics : ["arn:${local.partition}:sns:${local.region}:${local.account}:none"]
  incident_arns = flatten([
    for id in local.readers : [
      "arn:${local.partition}:ssm-incidents:*:${id}:incident-record/*",
      "arn:${local.partition}:ssm-incidents:*:${id}:response-plan/*",
    ]
  ])
  replication_set_arns = [for id in local.readers : "arn:${local.partition}:ssm-incidents:*:${id}:replication-set/*"]
  execution_arns       = [for id in local.readers : "arn:${local.partition}:ssm:*:${id}:automation-execution/*"]
  ops_item_arns        = [for id in local.readers : "arn:${local.partition}:ssm:*:${id}:opsitem/*"]
  alarm_arns           = [for id in local.readers : "arn:${local.partition}:cloudwatch:*:${id}:alarm:*"]
  contact_arns         = [for id in local.readers : "arn:${local.partition}:ssm-contacts:*:${id}:contact/*"]
  agent_space          = split("/", try(regex(".+/.+", var.settings["DEVOPS_AGENT_SPACE"]), "*/none"))
  agent_space_arns     = ["arn:${local.partition}:aidevops:${local.agent_space[0]}:${local.account}:agentspace/${local.agent_space[1]}"]
  rotation_arns        = [for id in local.readers : "arn:${local.partition}:ssm-contacts:*:${id}:rotation/*"]
  engagement_arns      = [for id in local.readers : "arn:${local.partition}:ssm-contacts:*:${id}:engagement/*"]
}
