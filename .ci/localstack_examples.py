"""The stacks of examples/cloudformation in LocalStack: what it made of them, and that they go without a trace.

For localstack.py, whose `check` is handed in.
"""

import json
import pathlib

import boto3
import botocore.config
import botocore.exceptions

NOTHING = {"IpPermissions": [], "IpPermissionsEgress": [
    {"IpProtocol": "-1", "UserIdGroupPairs": [], "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [], "PrefixListIds": []}]}

ec2, kms, secrets = map(boto3.client, ["ec2", "kms", "secretsmanager"])
cloudformation = boto3.client("cloudformation", config=botocore.config.Config(retries={"total_max_attempts": 1}))


def request(name, parameters):
    return {"StackName": name, "TemplateBody": pathlib.Path(f"examples/cloudformation/{name}.yaml").read_text(),
            "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]}


def create(name, **parameters):
    """The name of the stack is that of its file."""
    cloudformation.create_stack(**request(name, parameters))
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    return {each["LogicalResourceId"]: each
            for each in cloudformation.describe_stack_resources(StackName=name)["StackResources"]}


def delete(name):
    cloudformation.delete_stack(StackName=name)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 1})


def outputs(name):
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def schedule(check, function, secret):
    made = create("schedule", SecretArn=secret, FunctionArn=function)
    check("schedule.yaml: its stack is there", list(made) == ["Schedule"], list(made))
    delete("schedule")


def policy(secret):
    return json.loads(secrets.get_resource_policy(SecretId=secret).get("ResourcePolicy", '{"Statement": []}'))["Statement"]


def other_account(check, role, secret):
    admin = secrets.create_secret(Name="admin-db", SecretString="{}")["ARN"]
    made = create("other-account", RoleArn=role, SecretArn=secret, AdminSecretArn=admin)
    key = kms.describe_key(KeyId=made["Key"]["PhysicalResourceId"])["KeyMetadata"]["Arn"]

    check("other-account.yaml: everything is there", sorted(made) == ["AdminSecretPolicy", "Key", "SecretPolicy"], list(made))
    let = {"Effect": "Allow", "Principal": {"AWS": role}}
    steps = ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"]
    check("other-account.yaml: the secret lets the role rotate it, and nobody else",
          policy(secret) == [{**let, "Sid": "Rotate", "Action": [f"secretsmanager:{each}" for each in steps], "Resource": "*"}],
          policy(secret))
    check("other-account.yaml: the admin's secret lets the role read it, and nobody else",
          policy(admin) == [{**let, "Sid": "ReadAsAdministrator", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}],
          policy(admin))
    statements = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])["Statement"]
    statements = {each.pop("Sid"): each for each in statements}
    used = statements.pop("RotateThroughSecretsManager")
    via = used.pop("Condition")["StringEquals"]["kms:ViaService"]
    check("other-account.yaml: the key lets the role use it",
          used == {**let, "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*"}, used)
    check("other-account.yaml: through Secrets Manager alone", via.startswith("secretsmanager.us-east-1."), via)
    check("other-account.yaml: besides, the account's own policies decide",
          [each["Principal"] for each in statements.values()] == [{"AWS": "arn:aws:iam::000000000000:root"}], statements)
    check("other-account.yaml: the key is made anew each year", kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"])
    check("other-account.yaml: KeyArn", outputs("other-account") == {"KeyArn": key}, outputs("other-account"))

    delete("other-account")
    check("other-account.yaml: no policy is left", policy(secret) == policy(admin) == [])
    check("other-account.yaml: the key is, lest secrets be lost",
          kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled")


def groups(vpc):
    found = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"]
    return {each["GroupId"]: each for each in found}


def endpoints(vpc):
    return [each for each in ec2.describe_vpc_endpoints()["VpcEndpoints"] if each["VpcId"] == vpc and each["State"] != "deleted"]


def endpoint(check):
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"us-east-1{zone}")
               ["Subnet"]["SubnetId"] for number, zone in enumerate("ab")]
    database = ec2.create_security_group(GroupName="database", Description="Database", VpcId=vpc)["GroupId"]
    before = groups(vpc)
    parameters = {"VpcId": vpc, "SubnetIds": ",".join(subnets), "DatabaseSecurityGroupId": database}

    made = create("endpoint", **parameters)
    check("endpoint.yaml: everything is there", sorted(made) == [
        "DatabaseFromFunction", "Endpoint", "EndpointSecurityGroup", "FunctionSecurityGroup", "FunctionToEndpoint"], list(made))
    [seen] = endpoints(vpc)
    check("endpoint.yaml: an endpoint of Secrets Manager's in each subnet, under a name of its own",
          [seen["VpcEndpointType"], seen["ServiceName"], sorted(seen["SubnetIds"]), seen["PrivateDnsEnabled"]]
          == ["Interface", "com.amazonaws.us-east-1.secretsmanager", sorted(subnets), False], seen)
    check("endpoint.yaml: it has its security group",
          [each["GroupId"] for each in seen["Groups"]] == [made["EndpointSecurityGroup"]["PhysicalResourceId"]], seen)
    check("endpoint.yaml: for principals and secrets of this account", accounts(seen) == ["000000000000", "000000000000"], seen)
    unsupported = ["DatabaseFromFunction", "FunctionToEndpoint"]
    check("LocalStack: rules of security groups are not supported",
          all("is not supported" in made[each]["ResourceStatusReason"] for each in unsupported), made)
    rules = [groups(vpc)[made[each]["PhysicalResourceId"]] for each in ["FunctionSecurityGroup", "EndpointSecurityGroup"]]
    check("LocalStack: those within a group are left out", all(NOTHING.items() <= each.items() for each in rules), rules)
    check("LocalStack: there is no output", outputs("endpoint") == {}, outputs("endpoint"))
    delete("endpoint")
    check("endpoint.yaml: nothing is left", groups(vpc) == before and endpoints(vpc) == [], [groups(vpc), endpoints(vpc)])

    create("endpoint", **parameters, SecretAccounts="210987654321")
    check("endpoint.yaml: and for secrets of SecretAccounts",
          accounts(endpoints(vpc)[0]) == ["000000000000", ["000000000000", "210987654321"]], endpoints(vpc))
    answers = [answer(lambda: cloudformation.update_stack(**request("endpoint", parameters))),
               answer(lambda: cloudformation.delete_stack(StackName="endpoint"))]
    check("LocalStack: where a list is not empty no stack is changed, nor deleted",
          all("Invalid arguments list definition for Fn::Join" in each for each in answers), answers)


def answer(call):
    try:
        return str(call())
    except botocore.exceptions.ClientError as error:
        return str(error)


def accounts(seen):
    [statement] = json.loads(seen["PolicyDocument"])["Statement"]
    equal = statement["Condition"]["StringEquals"]
    return [equal["aws:PrincipalAccount"], equal["aws:ResourceAccount"]]
