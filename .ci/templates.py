"""What SAM makes of the templates, resource by resource: with the parameters' defaults, and with each option.

    python templates.py TEMPLATE...

Says what does not hold, and fails then.
"""

import logging
import sys

import boto3
from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

NO_VALUE = {"Ref": "AWS::NoValue"}
PSEUDO = {"AWS::AccountId": "123456789012", "AWS::NoValue": NO_VALUE}
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf"

ALWAYS = {"FunctionLog": "AWS::Logs::LogGroup", "FunctionRole": "AWS::IAM::Role", "InvokePermission": "AWS::Lambda::Permission"}
SNAPSHOT = {"Snapshot": "AWS::Lambda::Version", "Live": "AWS::Lambda::Alias", "InvokeLivePermission": "AWS::Lambda::Permission"}
# Parameters that are not listed change no more than values.
OPTIONS = {
    "SnapStart": ("on", SNAPSHOT),
    "SecretArn": (SECRET, {"Schedule": "AWS::SecretsManager::RotationSchedule"}),
    "FailureEmail": ("team@example.com", {
        "Failures": "AWS::SNS::Topic", "FailuresPolicy": "AWS::SNS::TopicPolicy",
        "FunctionFails": "AWS::CloudWatch::Alarm", "RotationFails": "AWS::Events::Rule"}),
}
POLICIES = {
    "AdminSecretArns": (SECRET, "ReadAdminSecrets"),
    "KmsKeyArns": ("arn:aws:kms:us-east-1:123456789012:key/1234abcd", "UseKeysThroughSecretsManager"),
    "SubnetIds": ("subnet-0123abcd", "AttachToVpc"),
}
failures = []


def check(what, seen, expected):
    if seen != expected:
        failures.append(f"{what}: {seen}, not {expected}")


class Deployed:
    """What is left of a template once SAM has translated it and CloudFormation has looked at its conditions."""

    def __init__(self, file, **parameters):
        self.file = file
        with open(file, encoding="utf-8") as text:
            template = yaml_parse(text.read())
        [self.function] = [name for name, each in template["Resources"].items() if each["Type"] == "AWS::Serverless::Function"]
        template["Resources"][self.function]["Properties"]["CodeUri"] = "s3://bucket/code"
        self.parameters = template["Parameters"]
        values = {name: each.get("Default", "") for name, each in self.parameters.items()} | parameters
        made = Translator({}, Parser(), boto_session=boto3.Session(region_name="us-east-1")).translate(template, values)
        self.values = values | PSEUDO
        self.conditions = made["Conditions"]
        self.resources = {name: self.resolved(each) for name, each in made["Resources"].items()
                          if "Condition" not in each or self.holds(each["Condition"])}
        self.outputs = {name: self.resolved(each["Value"]) for name, each in made["Outputs"].items()}

    def holds(self, condition):
        return self.resolved(self.conditions[condition])

    def resolved(self, value):
        """With parameters and conditions looked up; what only a deployment knows stays as it is."""
        if isinstance(value, list):
            return [kept for each in value if (kept := self.resolved(each)) != NO_VALUE]
        if not isinstance(value, dict):
            return value
        if "Ref" in value and value["Ref"] in self.values:
            return self.values[value["Ref"]]
        if "Fn::If" in value:
            condition, then, otherwise = value["Fn::If"]
            return self.resolved(then if self.holds(condition) else otherwise)
        found = {name: kept for name, each in value.items() if (kept := self.resolved(each)) != NO_VALUE}
        if "Fn::Equals" in found:
            return found["Fn::Equals"][0] == found["Fn::Equals"][1]
        if "Fn::Not" in found:
            return not found["Fn::Not"][0]
        if "Fn::Join" in found and isinstance(found["Fn::Join"][1], str):
            return found["Fn::Join"][1]
        if "Fn::Select" in found:
            return found["Fn::Select"][1][int(found["Fn::Select"][0])]
        return found

    def types(self):
        return {name: each["Type"] for name, each in self.resources.items()}

    def of(self, name):
        if name not in self.resources:
            sys.exit("\n".join([*failures, f"{self.file}: there is no {name}"]))
        return self.resources[name]["Properties"]

    def policies(self):
        return [each["PolicyName"] for each in self.of("FunctionRole")["Policies"]]


def allowed(function, account):
    return {"FunctionName": function, "Action": "lambda:InvokeFunction", "Principal": "secretsmanager.amazonaws.com",
            "SourceAccount": account}


def without_options(file):
    made = Deployed(file)
    arn = {"Fn::GetAtt": [made.function, "Arn"]}
    function = made.of(made.function)

    check(f"{file}: resources", made.types(), {made.function: "AWS::Lambda::Function"} | ALWAYS)
    check(f"{file}: the function's role", function["Role"], {"Fn::GetAtt": ["FunctionRole", "Arn"]})
    check(f"{file}: its code", function["Code"], {"S3Bucket": "bucket", "S3Key": "code"})
    check(f"{file}: its runtime", function["Runtime"], "java25")
    check(f"{file}: its log", function["LoggingConfig"], {"LogGroup": {"Ref": "FunctionLog"}})
    check(f"{file}: what it lacks", [name for name in ["SnapStart", "VpcConfig", "Layers"] if name in function], [])
    check(f"{file}: who takes the role", made.of("FunctionRole")["AssumeRolePolicyDocument"]["Statement"],
          [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}])
    check(f"{file}: policies", made.policies()[:2], ["Log", "RotateSecrets"])
    check(f"{file}: who invokes", made.of("InvokePermission"), allowed(arn, "123456789012"))
    check(f"{file}: FunctionArn", made.outputs["FunctionArn"], arn)
    return made


def with_each_option(file, plain):
    for name, parameter in plain.parameters.items():
        value, more = OPTIONS.get(name, (POLICIES.get(name, (another(parameter),))[0], {}))
        made = Deployed(file, **{name: value})
        policies = [POLICIES[name][1]] if name in POLICIES else []
        check(f"{file}: resources with {name}={value}", made.types(), plain.types() | more)
        check(f"{file}: policies with {name}={value}", made.policies(), plain.policies() + policies)


def another(parameter):
    others = [value for value in parameter.get("AllowedValues", []) if value != parameter.get("Default")]
    return others[0] if others else f"{parameter.get('Default', '')}1"


def of_another_account(file):
    made = Deployed(file, SecretAccount="210987654321", SnapStart="on")
    check(f"{file}: whose secrets", [made.of(each)["SourceAccount"] for each in ["InvokePermission", "InvokeLivePermission"]],
          ["210987654321"] * 2)


def from_a_snapshot(file, plain):
    made = Deployed(file, SnapStart="on-2", SecretArn=SECRET)
    where = f"{file}, SnapStart=on-2"
    before, after = dict(plain.of(plain.function)), dict(made.of(made.function))
    named = before["FunctionName"]
    variables = after["Environment"]["Variables"]

    check(f"{where}: its snapshots", after.pop("SnapStart", None), {"ApplyOn": "PublishedVersions"})
    check(f"{where}: its description", after.pop("Description"),
          {"Fn::Sub": f"{before.pop('Description')}, SnapStart ${{SnapStart}}"})
    check(f"{where}: its compiler", variables.pop("JAVA_TOOL_OPTIONS", None), "-XX:+TieredCompilation -XX:TieredStopAtLevel=1")
    check(f"{where}: nothing else differs", after, before)
    check(f"{where}: the version", made.of("Snapshot"), {"FunctionName": named, "Description": "on-2"})
    check(f"{where}: it is published after", made.resources["Snapshot"].get("DependsOn"), made.function)
    check(f"{where}: the alias", made.of("Live"),
          {"Name": "live", "FunctionName": named, "FunctionVersion": {"Fn::GetAtt": ["Snapshot", "Version"]}})
    check(f"{where}: who invokes the function", made.of("InvokePermission"), plain.of("InvokePermission"))
    check(f"{where}: who invokes the alias", made.of("InvokeLivePermission"), allowed({"Ref": "Live"}, "123456789012"))
    check(f"{where}: who is scheduled", made.of("Schedule")["RotationLambdaARN"], {"Ref": "Live"})
    check(f"{where}: FunctionArn", made.outputs["FunctionArn"], {"Ref": "Live"})


def scheduled(file, plain):
    made = Deployed(file, SecretArn=SECRET)
    check(f"{file}: who is scheduled", made.of("Schedule")["RotationLambdaARN"], {"Fn::GetAtt": [plain.function, "Arn"]})
    check(f"{file}: which secret", made.of("Schedule")["SecretId"], SECRET)
    check(f"{file}: the schedule waits for", made.resources["Schedule"].get("DependsOn"), "InvokePermission")


logging.disable(logging.WARNING)
if len(sys.argv) < 2:
    sys.exit(__doc__)
for argument in sys.argv[1:]:
    default = without_options(argument)
    with_each_option(argument, default)
    of_another_account(argument)
    scheduled(argument, default)
    from_a_snapshot(argument, default)
if failures:
    sys.exit("\n".join(failures))
