# A secret that rotates itself, with a replica and a policy: at ./keyturn serve, or without an endpoint at AWS.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

variable "endpoint" {
  description = "Where ./keyturn serve answers; null for AWS itself."
  type        = string
  default     = "http://127.0.0.1:4599"
}

variable "function" {
  description = "ARN of the rotation function."
  type        = string
  default     = "arn:aws:lambda:eu-central-1:123456789012:function:Rotator"
}

variable "name" {
  description = "Name of the secret."
  type        = string
  default     = "app-db"
}

variable "secret" {
  description = "What the secret holds at first: JSON, as the rotation function wants it."
  type        = string
  sensitive   = true
}

variable "days" {
  description = "Days between two rotations."
  type        = number
  default     = 30
}

variable "tags" {
  type    = map(string)
  default = { team = "a" }
}

# The embedded service has no STS and no account to ask for, and the keys may be any.
provider "aws" {
  region                      = "eu-central-1"
  skip_credentials_validation = var.endpoint != null
  skip_requesting_account_id  = var.endpoint != null
  skip_metadata_api_check     = var.endpoint != null

  endpoints {
    secretsmanager = var.endpoint
  }
}

resource "aws_secretsmanager_secret" "app" {
  name                    = var.name
  description             = "The application's database"
  recovery_window_in_days = 7
  tags                    = var.tags

  replica {
    region = "us-west-2"
  }
}

# Only the first value: from then on the rotation makes the values, and this version becomes an old one.
resource "aws_secretsmanager_secret_version" "first" {
  secret_id     = aws_secretsmanager_secret.app.id
  secret_string = var.secret
}

resource "aws_secretsmanager_secret_rotation" "app" {
  secret_id           = aws_secretsmanager_secret_version.first.secret_id
  rotation_lambda_arn = var.function

  rotation_rules {
    automatically_after_days = var.days
  }
}

resource "aws_secretsmanager_secret_policy" "app" {
  secret_arn          = aws_secretsmanager_secret.app.arn
  block_public_policy = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "secretsmanager:PutSecretValue"
      Resource  = "*"
      Condition = { StringNotLike = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/*" } }
    }]
  })
}

data "aws_secretsmanager_secret" "app" {
  arn        = aws_secretsmanager_secret.app.arn
  depends_on = [aws_secretsmanager_secret_policy.app]
}

data "aws_secretsmanager_secret_version" "current" {
  secret_id  = aws_secretsmanager_secret.app.id
  depends_on = [aws_secretsmanager_secret_rotation.app]
}

data "aws_secretsmanager_secrets" "named" {
  filter {
    name   = "name"
    values = [aws_secretsmanager_secret_version.first.secret_id == "" ? "" : var.name]
  }
}

data "aws_secretsmanager_random_password" "other" {
  password_length     = 40
  exclude_punctuation = true
}

output "arn" {
  value = data.aws_secretsmanager_secret.app.arn
}

output "username" {
  value = nonsensitive(jsondecode(data.aws_secretsmanager_secret_version.current.secret_string).username)
}

output "secrets_of_this_name" {
  value = data.aws_secretsmanager_secrets.named.names
}

output "length_of_a_random_password" {
  value = nonsensitive(length(data.aws_secretsmanager_random_password.other.random_password))
}

output "replicas" {
  value = { for replica in aws_secretsmanager_secret.app.replica : replica.region => replica.status }
}
