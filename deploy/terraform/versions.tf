terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source = "hashicorp/aws"
      # A resource may be in another Region than the provider: topics of the other Regions.
      version = ">= 6.42"
    }
  }
}

data "aws_caller_identity" "own" {}
data "aws_partition" "own" {}
data "aws_region" "own" {}
