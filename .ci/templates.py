"""What SAM makes of the templates: the alias, the version and who is invoked, with SnapStart and without.

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
failures = []


def check(what, seen, expected):
    if seen != expected:
        failures.append(f"{what}: {seen}, not {expected}")


def translate(file, code, **parameters):
    """As a deployment does it once the code is in a bucket."""
    with open(file, encoding="utf-8") as text:
        template = yaml_parse(text.read())
    function(template)["Properties"]["CodeUri"] = f"s3://bucket/{code}"
    values = {name: each.get("Default", "") for name, each in template["Parameters"].items()}
    return Translator({}, Parser(), boto_session=boto3.Session(region_name="us-east-1")).translate(
        template, {**values, **parameters})


def named(template, kind):
    return [name for name, each in template["Resources"].items() if each["Type"] == kind]


def function(template):
    return next(each for each in template["Resources"].values() if each["Type"] == "AWS::Serverless::Function")


def chosen(value, conditions):
    """What is left of Fn::If where these conditions are all that there are."""
    if isinstance(value, dict):
        if "Fn::If" in value and value["Fn::If"][0] in conditions:
            name, then, otherwise = value["Fn::If"]
            return chosen(then if conditions[name] else otherwise, conditions)
        return {name: kept for name, each in value.items() if (kept := chosen(each, conditions)) != NO_VALUE}
    return [chosen(each, conditions) for each in value] if isinstance(value, list) else value


def parameters_of(value, template):
    """Those that a value names, itself or in a condition."""
    if isinstance(value, list):
        return set().union(*(parameters_of(each, template) for each in value))
    if not isinstance(value, dict):
        return set()
    found = parameters_of(list(value.values()), template)
    if "Ref" in value:
        found.add(value["Ref"])
    if "Fn::If" in value:
        found |= parameters_of(template["Conditions"][value["Fn::If"][0]], template)
    return found & set(template["Parameters"])


def another(parameter):
    others = [value for value in parameter.get("AllowedValues", []) if value != parameter.get("Default")]
    return others[0] if others else f"{parameter.get('Default', '')}1"


def wiring(file, snap_start):
    template = translate(file, "one", SnapStart=snap_start)
    conditions = {"StartsFromSnapshot": snap_start == "on", "Never": False}
    [name], [version], [alias] = (
        named(template, f"AWS::Lambda::{kind}") for kind in ["Function", "Version", "Alias"])
    resources = {each: chosen(resource["Properties"], conditions) for each, resource in template["Resources"].items()}
    invoked = {"Ref": alias} if snap_start == "on" else {"Fn::GetAtt": [name, "Arn"]}
    where = f"{file}, SnapStart={snap_start}"

    check(f"{where}: SnapStart", resources[name].get("SnapStart"),
          {"ApplyOn": "PublishedVersions"} if snap_start == "on" else None)
    check(f"{where}: JAVA_TOOL_OPTIONS", resources[name]["Environment"]["Variables"].get("JAVA_TOOL_OPTIONS"),
          "-XX:+TieredCompilation -XX:TieredStopAtLevel=1" if snap_start == "on" else None)
    check(f"{where}: the code", resources[name]["Code"], {"S3Bucket": "bucket", "S3Key": "one"})
    check(f"{where}: the version", resources[version], {"FunctionName": {"Ref": name}})
    check(f"{where}: the alias", resources[alias],
          {"Name": "live", "FunctionName": {"Ref": name}, "FunctionVersion": {"Fn::GetAtt": [version, "Version"]}})
    check(f"{where}: who may be invoked",
          [resources[each]["FunctionName"] for each in ["InvokePermission", "InvokeAliasPermission"]],
          [{"Fn::GetAtt": [name, "Arn"]}, {"Ref": alias}])
    check(f"{where}: the schedule", resources["Schedule"]["RotationLambdaARN"], invoked)
    check(f"{where}: it waits for", template["Resources"]["Schedule"]["DependsOn"],
          ["InvokePermission", "InvokeAliasPermission"])
    check(f"{where}: FunctionArn", chosen(template["Outputs"]["FunctionArn"]["Value"], conditions), invoked)


def versions(file):
    """A new one for another code, and for a parameter if and only if the function has it."""
    template = translate(file, "one")
    first = named(template, "AWS::Lambda::Version")
    properties = dict(template["Resources"][named(template, "AWS::Lambda::Function")[0]]["Properties"])
    del properties["Code"]
    had = parameters_of(properties, template)

    check(f"{file}: a new version for the same code", named(translate(file, "one"), "AWS::Lambda::Version") != first, False)
    check(f"{file}: a new version for another code", named(translate(file, "two"), "AWS::Lambda::Version") != first, True)
    for name, parameter in template["Parameters"].items():
        changed = translate(file, "one", **{name: another(parameter)})
        check(f"{file}: a new version for another {name}", named(changed, "AWS::Lambda::Version") != first, name in had)


logging.disable(logging.WARNING)
for argument in sys.argv[1:]:
    for choice in ["on", "off"]:
        wiring(argument, choice)
    versions(argument)
if failures:
    sys.exit("\n".join(failures))
