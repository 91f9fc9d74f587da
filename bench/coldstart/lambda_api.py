"""Lambda's Runtime API for the function that runs, and its Invoke API for the service that has it rotate. One
invocation at a time, as in an execution environment of Lambda's.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"""

import json
import queue
import threading
import time
import uuid
from collections import namedtuple
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RUNTIME = "/2018-06-01/runtime/"
INVOKE = "/2015-03-31/functions/"
TIMEOUT = 60
ARN = "arn:aws:lambda:us-east-1:123456789012:function:Rotator"

# Moments: when the event was handed out, and when the answer to it had come.
Step = namedtuple("Step", "name began ended error")


class SandboxError(RuntimeError):
    """The function's process did not do what a runtime does."""


class Invocation:
    def __init__(self, event):
        self.id = str(uuid.uuid4())
        self.event = event
        self.answered = threading.Event()
        self.began = self.ended = None
        self.payload = b""
        self.failed = False

    def end(self, payload, failed):
        self.ended = time.perf_counter()
        self.payload, self.failed = payload, failed
        self.answered.set()


class Environment:
    """What the two APIs know of one process, from its start to its end."""

    def __init__(self):
        self.process = None
        self.asked = threading.Event()
        self.asked_at = None
        self.restored_at = None
        self.invocations = queue.Queue()
        self.running = None
        self.steps = []
        self.failure = None

    def next(self):
        if self.asked_at is None:
            self.asked_at = time.perf_counter()
            self.asked.set()
        self.running = self.invocations.get()
        return self.running

    def close(self):
        """Lets go of whoever still waits for an event."""
        self.invocations.put(None)

    def restore(self):
        """The snapshot would be taken when this is asked, and restored when it is answered."""
        self.restored_at = time.perf_counter()

    def fail(self, body):
        self.failure = body.decode(errors="replace")
        self.asked.set()

    def invoke(self, event):
        invocation = Invocation(event)
        self.invocations.put(invocation)
        deadline = time.perf_counter() + TIMEOUT
        while not invocation.answered.wait(0.1):
            if self.process.poll() is not None or time.perf_counter() > deadline:
                raise SandboxError("the function has not answered an event")
        name = json.loads(event).get("Step", "")
        error = invocation.payload.decode(errors="replace") if invocation.failed else None
        self.steps.append(Step(name, invocation.began, invocation.ended, error))
        return invocation

    def taken(self):
        """The steps since this was last asked."""
        steps, self.steps = self.steps, []
        return steps


class LambdaApi:
    """The server for all environments, of which there is one at a time."""

    def __init__(self):
        self.environment = None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.api = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server.server_port}"

    def fresh(self):
        self.environment = Environment()
        return self.environment

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_):
        """One line a request is what nobody needs."""

    @property
    def environment(self):
        return self.server.api.environment

    def do_GET(self):
        if self.path == RUNTIME + "invocation/next":
            self.next()
        elif self.path == RUNTIME + "restore/next":
            self.environment.restore()
            self.answer(200)
        else:
            self.answer(404)

    def do_POST(self):
        body = self.body()
        if self.path.startswith(INVOKE):
            self.invoke(body)
        elif self.path in (RUNTIME + "init/error", RUNTIME + "restore/error"):
            self.environment.fail(body)
            self.answer(202)
        else:
            self.end_invocation(body)

    def next(self):
        invocation = self.environment.next()
        if invocation is None:
            self.close_connection = True
            return
        headers = {
            "Lambda-Runtime-Aws-Request-Id": invocation.id,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + 30) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": ARN,
            "Content-Type": "application/json",
        }
        invocation.began = time.perf_counter()
        self.answer(200, invocation.event, headers)

    def end_invocation(self, body):
        invocation = self.environment.running
        for end, failed in (("response", False), ("error", True)):
            if invocation and self.path == f"{RUNTIME}invocation/{invocation.id}/{end}":
                invocation.end(body, failed)
                self.answer(202)
                return
        self.answer(404)

    def invoke(self, event):
        try:
            invocation = self.environment.invoke(event)
        except SandboxError as error:
            self.answer(500, json.dumps({"Message": str(error)}).encode())
            return
        headers = {"X-Amz-Function-Error": "Unhandled"} if invocation.failed else {}
        self.answer(200, invocation.payload or b"null", headers)

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def answer(self, status, body=b"", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
