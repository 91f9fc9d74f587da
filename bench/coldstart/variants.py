"""What is compared: each variant is data, by which a process of it is started."""

import sys
from collections import namedtuple

import keyturn
from counts import at_most, exactly
from lambda_api import ARN

HANDLER = "dev.keyturn.rotators.postgres.PostgresRotator::handleRequest"
CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda"
NATIVE = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI"

# Frames of a stack that are recorded.
DEPTH = 256

# size: what is deployed, a key of Artifacts.sizes. cache: whose classes it has, of the 'runtime' or of the 'function'
# too, if any.
Variant = namedtuple("Variant", "name language size cache snap_start environment expectation")
Launch = namedtuple("Launch", "command folder environment")

# AWS calls, connections, logins, and logins with a wrong password.
OURS = at_most(11, 2, 2, 0)
THEIRS = exactly(14, 4, 4, 2)

VARIANTS = [
    Variant("Python", "python", "peer", None, False, {}, THEIRS),
    Variant("Java, zip", "java", "task", "runtime", False, {}, OURS),
    Variant("Java, zip, not primed", "java", "task", "runtime", False, {"PRIMING": "false"}, OURS),
    Variant("Java, flat, AOT cache", "java", "flat", "function", False, {}, OURS),
    Variant("Java, zip, SnapStart", "java", "task", "runtime", True, {}, OURS),
]


# These make this machine look like Lambda's to a JVM.
LIKE_LAMBDA = ["-XX:-UseContainerSupport", "-XX:ActiveProcessorCount=2"]


def of_the_runtime(size):
    """What Lambda's own Java gets."""
    return [
        f"-XX:MaxHeapSize={round(size.megabytes * 1024 * 0.85)}k",
        "-XX:+UseSerialGC",
        # Without SnapStart by the runtime, with it by the template.
        "-XX:+TieredCompilation",
        "-XX:TieredStopAtLevel=1",
        "-XX:+ErrorFileToStderr",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
        "--enable-native-access=ALL-UNNAMED",
    ]


def of_the_image():
    return [f"@{keyturn.HOME / 'image/options'}"]


class Launcher:
    """Knows where everything lies on this machine."""

    def __init__(self, stage, artifacts, bundle, trust_store):
        self.stage = stage
        self.artifacts = artifacts
        self.bundle = bundle
        self.trust_store = trust_store

    def launch(self, variant, size):
        if variant.language == "python":
            return self.python(variant, size)
        # Rather no start than one without the cache, which would be another variant.
        return self.java(variant, size, [*self.cached(variant), "-XX:AOTMode=on"], HANDLER)

    def recorded(self, variant, size, recording, settings):
        """With the samples of JDK Flight Recorder alone, with which a JVM does not insist on its cache."""
        options = [
            *self.cached(variant), "-Xlog:disable", f"-XX:FlightRecorderOptions:stackdepth={DEPTH}",
            f"-XX:StartFlightRecording:filename={recording},settings=none,{settings}"]
        return self.java(variant, size, options, HANDLER)

    def cached(self, variant):
        return [f"-XX:AOTCache={self.cache(variant.cache)}"]

    def cache(self, name):
        return self.artifacts.folder / f"{name}.aot"

    def training(self, name, size):
        """How a cache is made: of a function that does nothing, or of a whole rotation."""
        variant = next(each for each in VARIANTS if each.cache == name)
        options = [f"-XX:AOTCacheOutput={self.cache(name)}"]
        if name == "function":
            return self.java(variant, size, options, HANDLER)
        return self.java(variant, size, options, "Nothing::handleRequest", self.artifacts.nothing)

    def java(self, variant, size, options, handler, folder=None):
        artifacts = self.artifacts
        image = variant.size == "flat"
        class_path = [artifacts.flat] if image else artifacts.runtime
        command = [
            artifacts.jdk / "bin/java", *(of_the_image() if image else of_the_runtime(size)), *LIKE_LAMBDA,
            f"-XX:MaxRAM={size.megabytes}m", *options, f"-D{NATIVE}={artifacts.native}",
            f"-Djavax.net.ssl.trustStore={self.trust_store}", "-cp", ":".join(map(str, class_path)), CLIENT, handler]
        folder = folder or (artifacts.empty() if image else artifacts.task)
        environment = self.environment(variant, size, handler, folder)
        return Launch(command, folder, {**environment, "CA_BUNDLE": str(self.stage.certificates.authority)})

    def python(self, variant, size):
        folder = self.artifacts.peer
        handler = "rotate.lambda_handler"
        command = [sys.executable, "-m", "awslambdaric", handler]
        environment = self.environment(variant, size, handler, folder)
        bundle = str(self.bundle)
        return Launch(command, folder, {**environment, "AWS_CA_BUNDLE": bundle, "CA_BUNDLE": bundle})

    def environment(self, variant, size, handler, folder):
        """https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, and nothing of the user's here."""
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": "/nonexistent",
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "PYTHONDONTWRITEBYTECODE": "1",
            "_HANDLER": handler,
            "LAMBDA_TASK_ROOT": str(folder),
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "example",
            "AWS_SESSION_TOKEN": "example",
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{variant.language}",
            "AWS_LAMBDA_FUNCTION_NAME": ARN.rsplit(":", 1)[1],
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(size.megabytes),
            "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start" if variant.snap_start else "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/Rotator",
            "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
            "SECRETS_MANAGER_ENDPOINT": self.stage.endpoint,
            **variant.environment,
        }
