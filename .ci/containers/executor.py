"""Runs LocalStack's Java functions as child processes, where there are no images for containers of theirs.

A process is AWS's own runtime interface client for Java; this serves the Lambda runtime API that it asks for events.
Chosen by LAMBDA_RUNTIME_EXECUTOR=keyturn.
"""

import json
import os
import queue
import re
import subprocess
import tempfile
import threading
import time
from concurrent.futures import Future, TimeoutError
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from localstack import config
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

JAVA = ["/var/lang/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda"
START_SECONDS = 60


class RuntimeApi(ThreadingHTTPServer):
    """What a runtime asks for its next event, and tells the answer."""

    daemon_threads = True

    def __init__(self, seconds):
        super().__init__(("127.0.0.1", 0), Exchange)
        self.seconds = seconds
        self.events = queue.Queue()
        self.started = Future()
        self.answer = Future()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def settle(self, body, failed):
        if not self.answer.done():
            self.answer.set_result((body, failed))

    def refuse(self, body):
        if not self.started.done():
            self.started.set_exception(StatusErrorException("the function cannot start", body))


class Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if not self.server.started.done():
            self.server.started.set_result(None)
        event = self.server.events.get()
        deadline = int((time.time() + self.server.seconds) * 1000)
        self.reply(200, event["payload"].encode(), {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": event["invoke-id"],
            "Lambda-Runtime-Deadline-Ms": str(deadline),
            "Lambda-Runtime-Invoked-Function-Arn": event["invoked-function-arn"],
            "Lambda-Runtime-Trace-Id": event["trace-id"],
        })

    def do_POST(self):
        body = self.body()
        self.reply(202, b"{}", {})
        if self.path.endswith("/init/error"):
            self.server.refuse(body)
        elif kind := re.search(r"/invocation/[^/]+/(response|error)$", self.path):
            self.server.settle(body, kind[1] == "error")

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def reply(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Sandbox:
    """One process of a function."""

    def __init__(self, version, variables, log):
        settings = version.config
        task = settings.code.get_unzipped_code_location()
        path = [f"{task}/", *sorted(map(str, Path(task, "lib").glob("*.jar"))), "/var/runtime/lib/*"]
        self.seconds = settings.timeout
        self.api = RuntimeApi(self.seconds)
        self.process = subprocess.Popen(
            [*JAVA, "-cp", ":".join(path), CLIENT, settings.handler],
            cwd=task, stdout=log, stderr=log,
            env={
                **{name: str(value) for name, value in variables.items()},
                "PATH": os.environ["PATH"],
                "LAMBDA_TASK_ROOT": str(task),
                "AWS_EXECUTION_ENV": f"AWS_Lambda_{settings.runtime}",
                "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.api.server_port}",
            })
        threading.Thread(target=self.watch, daemon=True).start()
        self.api.started.result(START_SECONDS)

    def watch(self):
        status = self.process.wait()
        error = {"errorType": "Runtime.ExitError", "errorMessage": f"Runtime exited with error: exit status {status}"}
        self.api.refuse(json.dumps(error).encode())
        self.api.settle(json.dumps(error).encode(), True)

    def alive(self):
        return self.process.poll() is None

    def invoke(self, event):
        self.api.answer = Future()
        self.api.events.put(event)
        try:
            return self.api.answer.result(self.seconds)
        except TimeoutError:
            self.stop()
            message = f"{event['invoke-id']} Task timed out after {self.seconds:.2f} seconds"
            return json.dumps({"errorType": "Sandbox.Timedout", "errorMessage": message}).encode(), True

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.api.shutdown()
        self.api.server_close()


class ProcessExecutor(RuntimeExecutor):
    """What LocalStack calls an execution environment: a sandbox, and the next one when it is dead."""

    def start(self, env_vars):
        if not self.function_version.config.runtime.startswith("java"):
            raise StatusErrorException("only Java functions run here", b"{}")
        self.variables = env_vars
        self.log = tempfile.TemporaryFile()
        self.sandbox = Sandbox(self.function_version, env_vars, self.log)

    def invoke(self, payload):
        if not self.sandbox.alive():
            self.sandbox = Sandbox(self.function_version, self.variables, self.log)
        begin = self.logged()
        body, failed = self.sandbox.invoke(payload)
        return InvocationResult(payload["invoke-id"], body, failed, self.log_since(begin))

    def stop(self):
        self.sandbox.stop()
        self.log.close()

    def logged(self):
        return os.fstat(self.log.fileno()).st_size

    def log_since(self, begin):
        """Read in place, since the process writes on at the position that both share."""
        return os.pread(self.log.fileno(), self.logged() - begin, begin).decode(errors="replace")

    def get_logs(self):
        return self.log_since(0)

    def get_address(self):
        return "127.0.0.1"

    def get_endpoint_from_executor(self):
        return "127.0.0.1"

    def get_runtime_endpoint(self):
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}/unused/{self.id}"

    @classmethod
    def prepare_version(cls, function_version):
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version):
        pass


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    name = "keyturn"

    def load(self, *args, **kwargs):
        return ProcessExecutor
